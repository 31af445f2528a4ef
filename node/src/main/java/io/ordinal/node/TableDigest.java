package io.ordinal.node;

import io.ordinal.node.TableBatch.RangeProgress;
import io.ordinal.protocol.EntryCodec;
import io.ordinal.protocol.RetryRecord;
import io.ordinal.protocol.StoredEntry;
import io.ordinal.protocol.WireWriter;
import net.openhft.hashing.LongHashFunction;
import org.jspecify.annotations.Nullable;

/**
 * A number over everything that a table holds of a range: equal for two tables if what they hold is equal, and for no other
 * two but by a chance of about one in 2^64. It guards against mistakes, not against malice. Confined to one thread.
 */
public final class TableDigest {
    private static final LongHashFunction XX3 = LongHashFunction.xx3();
    private static final long ODD = 0x9E3779B97F4A7C15L;

    private final WireWriter out = new WireWriter();
    private long digest;

    /** The next entry in the range's order, tombstones included. */
    public void add(StoredEntry entry) {
        out.clear();
        EntryCodec.writeStored(entry, out);
        mix();
    }

    /** The next of the answers that the range remembers, by rising number; after all entries. */
    public void add(RetryRecord retry) {
        out.clear();
        EntryCodec.writeRetry(retry, out);
        mix();
    }

    /** The number, once everything was added. How far the range is applied is part of it, its tenure is not. */
    public long end(@Nullable RangeProgress progress) {
        out.clear();
        if (progress != null) {
            out.writeNumber(progress.applied().epoch());
            out.writeNumber(progress.applied().sequence());
            out.writeNumber(progress.logTimeMillis());
            out.writeNumber(progress.retryFloor());
        }
        mix();
        return digest;
    }

    private void mix() {
        digest = (digest ^ XX3.hashBytes(out.array(), 0, out.length())) * ODD;
    }
}
