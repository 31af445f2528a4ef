package io.ordinal.protocol;

import io.ordinal.ring.Bytes;

/** How entries are written as readers see them, and what a range answered. */
public final class EntryCodec {
    /** What the shortest entry takes: a key of one byte, an empty value, two numbers. */
    public static final int MIN_ENTRY_BYTES = 5;

    /** What the shortest retry record takes. */
    public static final int MIN_RETRY_BYTES = 20;

    private EntryCodec() {}

    public static void writeEntry(Entry entry, WireWriter out) {
        IdentityCodec.writeKey(entry.key(), out);
        writeValue(entry.value(), out);
        out.writeNumber(entry.sequence());
        out.writeNumber(entry.remainingTtlMillis());
    }

    public static Entry readEntry(WireReader in) {
        return new Entry(IdentityCodec.readKey(in), readValue(in), in.readNumber(), in.readNumber());
    }

    public static void writeRetry(RetryRecord retry, WireWriter out) {
        IdentityCodec.writeRequest(retry.request(), out);
        out.writeNumber(retry.sequence());
        out.writeBoolean(retry.applied());
        out.writeNumber(retry.currentSequence());
    }

    public static RetryRecord readRetry(WireReader in) {
        return new RetryRecord(IdentityCodec.readRequest(in), in.readNumber(), in.readBoolean(), in.readNumber());
    }

    private static void writeValue(Bytes value, WireWriter out) {
        out.writeBytes(value);
    }

    private static Bytes readValue(WireReader in) {
        return in.readBytes(Operation.Put.MAX_VALUE_LENGTH_BYTES);
    }
}
