package io.ordinal.node;

import io.ordinal.node.TableBatch.RangeProgress;
import io.ordinal.protocol.EntryCodec;
import io.ordinal.protocol.EntryRun;
import io.ordinal.protocol.RetryRecord;
import io.ordinal.protocol.WireWriter;
import net.openhft.hashing.LongHashFunction;
import org.jspecify.annotations.Nullable;

/**
 * A number over everything that a table holds of a range: equal for two tables if what they hold is equal, and for no
 * other two but by a chance of about one in 2^64. It guards against mistakes, not against malice. Confined to one
 * thread.
 */
public final class TableDigest {
    private static final LongHashFunction XX3 = LongHashFunction.xx3();
    private static final long ODD = 0x9E3779B97F4A7C15L;

    private final WireWriter out = new WireWriter();
    private long digest;

    /**
     * The next entries in the range's order, tombstones included; it does not matter how they are divided into runs.
     */
    public void add(EntryRun entries) {
        for (EntryRun.Cursor entry = entries.cursor(); entry.next(); ) {
            mix(entries.array(), entry.keyAt(), entry.keyLength() + entry.stateLength());
        }
    }

    /** The next of the answers that the range remembers, by rising number; after all entries. */
    public void add(RetryRecord retry) {
        out.clear();
        EntryCodec.writeRetry(retry, out);
        mix(out.array(), 0, out.length());
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
        mix(out.array(), 0, out.length());
        return digest;
    }

    private void mix(byte[] array, int offset, int length) {
        digest = (digest ^ XX3.hashBytes(array, offset, length)) * ODD;
    }
}
