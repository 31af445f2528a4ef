package io.ordinal.node.rocksdb;

import io.ordinal.ring.Key;
import io.ordinal.ring.TokenRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/** One contiguous run of the entries in the table. A range is one, or two if it wraps around zero. */
final class Arc {
    private static final long LAST_TOKEN = -1;

    private final byte[] from;
    private final byte @Nullable [] to;

    private Arc(byte[] from, byte @Nullable [] to) {
        this.from = from;
        this.to = to;
    }

    /** The runs of a range, in the order in which its tokens follow its start. */
    static List<Arc> of(TokenRange tokens) {
        long first = tokens.startExclusive() + 1;
        List<Arc> arcs = new ArrayList<>(2);
        if (!tokens.wrapsAround()) {
            arcs.add(new Arc(TableFormat.tokenKey(first), after(tokens.endInclusive())));
        } else {
            if (tokens.startExclusive() != LAST_TOKEN) {
                arcs.add(new Arc(TableFormat.tokenKey(first), null));
            }
            arcs.add(new Arc(TableFormat.tokenKey(0), after(tokens.endInclusive())));
        }
        return arcs;
    }

    /** What is left of a range after a key of it. */
    static List<Arc> following(TokenRange tokens, Key key) {
        if (!tokens.contains(key.token())) {
            throw new IllegalArgumentException(key + " is not in " + tokens);
        }
        byte[] entryKey = TableFormat.entryKey(key);
        byte[] next = Arrays.copyOf(entryKey, entryKey.length + 1);
        List<Arc> arcs = new ArrayList<>(2);
        for (Arc arc : of(tokens)) {
            if (!arcs.isEmpty()) {
                arcs.add(arc);
            } else if (arc.contains(entryKey)) {
                arcs.add(new Arc(next, arc.to));
            }
        }
        return arcs;
    }

    /**
     * What of a range follows one key of it, up to and including another.
     *
     * @param after null for the range's start
     * @param upTo null for the range's end
     */
    static List<Arc> between(TokenRange tokens, @Nullable Key after, @Nullable Key upTo) {
        List<Arc> from = after == null ? of(tokens) : following(tokens, after);
        if (upTo == null) {
            return from;
        }
        byte[] last = TableFormat.entryKey(upTo);
        List<Arc> arcs = new ArrayList<>(2);
        for (Arc arc : from) {
            if (arc.contains(last)) {
                arcs.add(new Arc(arc.from, Arrays.copyOf(last, last.length + 1)));
                return arcs;
            }
            arcs.add(arc);
        }
        throw new IllegalArgumentException(upTo + " does not follow " + after + " in " + tokens);
    }

    /** Where it begins, inclusive. */
    byte[] from() {
        return from;
    }

    /** Where it ends, exclusive; null for the end of the table. */
    byte @Nullable [] to() {
        return to;
    }

    /** Whether the newest state of a family has nothing in it. */
    boolean isEmpty(RocksDB db, ColumnFamilyHandle family) throws RocksDBException {
        try (Slice lower = new Slice(from);
                Slice upper = new Slice(to == null ? new byte[0] : to);
                ReadOptions options = new ReadOptions().setIterateLowerBound(lower)) {
            if (to != null) {
                options.setIterateUpperBound(upper);
            }
            try (RocksIterator iterator = db.newIterator(family, options)) {
                iterator.seekToFirst();
                boolean isEmpty = !iterator.isValid();
                iterator.status();
                return isEmpty;
            }
        }
    }

    private static byte @Nullable [] after(long token) {
        return token == LAST_TOKEN ? null : TableFormat.tokenKey(token + 1);
    }

    private boolean contains(byte[] entryKey) {
        return Arrays.compareUnsigned(from, entryKey) <= 0 && (to == null || Arrays.compareUnsigned(entryKey, to) < 0);
    }
}
