package io.ordinal.node.rocksdb;

import io.ordinal.node.TableBatch;
import io.ordinal.protocol.StoredEntry;
import io.ordinal.ring.Key;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.WriteBatch;

/**
 * Removes, as one part of a batch, what a page of a copy does not name: everything that stands in the page's interval
 * under the number that the copy is of, or a lower one. Neighbours go by one range deletion, so that a batch does not
 * grow with what it removes.
 */
final class ArcCleaner {
    private final RocksDB db;
    private final Families families;
    private final ReadOptions before;
    private final WriteBatch out;
    private final Standings standings;
    private final TableBatch.LayOver page;
    private final Set<Key> named = new HashSet<>();
    private @Nullable Key first;
    private @Nullable Key last;

    ArcCleaner(
            RocksDB db,
            Families families,
            ReadOptions before,
            WriteBatch out,
            Standings standings,
            TableBatch.LayOver page) {
        this.db = db;
        this.families = families;
        this.before = before;
        this.out = out;
        this.standings = standings;
        this.page = page;
        for (StoredEntry entry : page.entries()) {
            named.add(entry.key());
        }
    }

    void run() throws RocksDBException {
        for (Map.Entry<Key, Standings.Standing> each :
                List.copyOf(standings.written().entrySet())) {
            if (page.covers(each.getKey())
                    && goes(each.getKey(), each.getValue().sequence())) {
                delete(each.getKey());
                standings.removed(each.getKey());
            }
        }
        for (Arc arc : Arc.between(page.tokens(), page.after(), page.upTo())) {
            walk(arc);
            removeRun();
        }
    }

    private void walk(Arc arc) throws RocksDBException {
        try (Slice from = new Slice(arc.from());
                Slice to = new Slice(arc.to() == null ? new byte[0] : arc.to());
                ReadOptions options = new ReadOptions().setSnapshot(before.snapshot())) {
            options.setIterateLowerBound(from);
            if (arc.to() != null) {
                options.setIterateUpperBound(to);
            }
            try (RocksIterator iterator = db.newIterator(families.entries(), options)) {
                for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
                    visit(TableFormat.readEntryKey(iterator.key()), TableFormat.sequenceOf(iterator.value()));
                }
                iterator.status();
            }
        }
    }

    private void visit(Key key, long sequence) throws RocksDBException {
        if (last != null && !standings.written().subMap(last, false, key, true).isEmpty()) {
            removeRun(); // what the batch wrote in between has been seen to, and must not go with it
        }
        if (standings.written().containsKey(key)) {
            return;
        }
        if (!goes(key, sequence)) {
            removeRun();
            return;
        }
        first = first == null ? key : first;
        last = key;
    }

    private boolean goes(Key key, long sequence) {
        return sequence <= page.asOfSequence() && !named.contains(key);
    }

    private void removeRun() throws RocksDBException {
        Key begin = first;
        Key end = last;
        first = null;
        last = null;
        if (begin == null || end == null) {
            return;
        }
        if (begin.equals(end)) {
            delete(begin);
        } else {
            byte[] from = TableFormat.entryKey(begin);
            byte[] lastKey = TableFormat.entryKey(end);
            byte[] to = Arrays.copyOf(lastKey, lastKey.length + 1);
            out.deleteRange(families.entries(), from, to);
            out.deleteRange(families.tombstones(), from, to);
        }
        standings.removed(begin, end);
    }

    private void delete(Key key) throws RocksDBException {
        byte[] entryKey = TableFormat.entryKey(key);
        out.delete(families.entries(), entryKey);
        out.delete(families.tombstones(), entryKey);
    }
}
