package io.ordinal.protocol;

/**
 * The highest numbers a node has seen, kept on its disk. A world that shows lower ones went back in time, and is
 * refused.
 *
 * @param mapZxid transaction that wrote the newest cluster map seen
 * @param sequencerZxid transaction that wrote the newest sequencer record seen
 */
public record Marks(long mapZxid, long sequencerZxid, long term, long sequence) {
    public static final Marks NONE = new Marks(0, 0, 0, 0);

    public Marks max(Marks other) {
        return new Marks(
                Math.max(mapZxid, other.mapZxid),
                Math.max(sequencerZxid, other.sequencerZxid),
                Math.max(term, other.term),
                Math.max(sequence, other.sequence));
    }
}
