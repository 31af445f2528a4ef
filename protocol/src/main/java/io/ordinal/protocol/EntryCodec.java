package io.ordinal.protocol;

import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import org.jspecify.annotations.Nullable;

/** How entries are written, as tables hold them and as readers see them, and with them what a range answered. */
public final class EntryCodec {
    /** What the shortest stored entry takes: a key of one byte, no value, two numbers. */
    public static final int MIN_STORED_BYTES = 5;

    /** What the shortest entry takes: a key of one byte, an empty value, two numbers. */
    public static final int MIN_ENTRY_BYTES = 5;

    /** What the shortest retry record takes. */
    public static final int MIN_RETRY_BYTES = 20;

    private EntryCodec() {}

    public static void writeStored(StoredEntry entry, WireWriter out) {
        IdentityCodec.writeKey(entry.key(), out);
        out.writeNullable(entry.value(), EntryCodec::writeValue);
        out.writeNumber(entry.sequence());
        out.writeNumber(entry.expiresAtMillis());
    }

    public static StoredEntry readStored(WireReader in) {
        Key key = IdentityCodec.readKey(in);
        @Nullable Bytes value = in.readNullable(EntryCodec::readValue);
        return new StoredEntry(key, value, in.readNumber(), in.readNumber());
    }

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
