package io.ordinal.node.chronicle;

/**
 * How a journal is kept.
 *
 * @param segmentBytes after how many bytes a segment is full. Smaller ones are given back sooner, but each begins with
 *     the state of all ranges. Default 64 MiB
 */
public record JournalSettings(Durability durability, long segmentBytes) {
    public static final JournalSettings DEFAULT = new JournalSettings(Durability.DISK, 64L << 20);

    public JournalSettings {
        if (segmentBytes <= 0) {
            throw new IllegalArgumentException("a segment holds at least 1 byte, not " + segmentBytes);
        }
    }
}
