package io.ordinal.node;

import io.ordinal.node.TableBatch.RangeProgress;
import io.ordinal.protocol.LogRecord;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.RetryRecord;
import io.ordinal.protocol.StoredEntry;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.TokenRange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A table in memory that outlives its node. */
final class FakeTable implements Table {
    final TreeMap<Key, StoredEntry> entries = new TreeMap<>();
    private final Map<RangeId, RangeProgress> progress = new TreeMap<>();
    private final Map<RangeId, TreeMap<Long, RetryRecord>> retries = new TreeMap<>();

    void clear() {
        entries.clear();
        progress.clear();
        retries.clear();
    }

    /** What a table on disk has if it was flushed now and not after. */
    FakeTable flushed() {
        FakeTable flushed = new FakeTable();
        flushed.entries.putAll(entries);
        flushed.progress.putAll(progress);
        retries.forEach((range, answers) -> flushed.retries.put(range, new TreeMap<>(answers)));
        return flushed;
    }

    @Override
    public void apply(TableBatch batch) {
        for (TableBatch.Change change : batch.changes()) {
            if (change instanceof TableBatch.Put put) {
                entries.put(put.entry().key(), put.entry());
            } else if (change instanceof TableBatch.LayOver over) {
                layOver(over);
            } else if (change instanceof TableBatch.Purge purge) {
                entries.values()
                        .removeIf(entry -> entry.key().equals(purge.key())
                                && entry.isTombstone()
                                && entry.sequence() == purge.sequence());
            } else if (change instanceof TableBatch.Remember remember) {
                remember.retries().forEach(retry -> retriesOf(remember.range()).put(retry.sequence(), retry));
            } else if (change instanceof TableBatch.Forget forget) {
                retriesOf(forget.range()).headMap(forget.upToSequence(), true).clear();
            } else if (change instanceof TableBatch.Progress made) {
                progress.put(made.range(), made.progress());
            } else if (change instanceof TableBatch.Retire retire) {
                retries.remove(retire.range());
                progress.remove(retire.range());
            } else if (change instanceof TableBatch.Drop drop) {
                entries.keySet().removeIf(key -> drop.tokens().contains(key.token()));
                retries.remove(drop.range());
                progress.remove(drop.range());
            }
        }
    }

    private void layOver(TableBatch.LayOver page) {
        Set<Key> named = new HashSet<>();
        page.entries().forEach(entry -> named.add(entry.key()));
        entries.values()
                .removeIf(entry -> page.covers(entry.key())
                        && entry.sequence() <= page.asOfSequence()
                        && !named.contains(entry.key()));
        for (StoredEntry entry : page.entries()) {
            entries.merge(entry.key(), entry, (old, young) -> young.sequence() > old.sequence() ? young : old);
        }
    }

    @Override
    public Read read(RangeId range, Key key) {
        return new Read(entries.get(key), progress.get(range));
    }

    @Override
    public Page scan(
            RangeId range,
            TokenRange tokens,
            Bytes prefix,
            @Nullable Key after,
            int limit,
            int maxVisited,
            int maxBytes) {
        List<StoredEntry> page = new ArrayList<>();
        for (StoredEntry entry : entries.values()) {
            boolean behind = after == null || entry.key().compareTo(after) > 0;
            if (behind
                    && tokens.contains(entry.key().token())
                    && entry.key().bytes().startsWith(prefix)) {
                if (page.size() == limit) {
                    return new Page(page, page.get(limit - 1).key(), progress.get(range));
                }
                page.add(entry);
            }
        }
        return new Page(page, null, progress.get(range));
    }

    /** Lists nothing, but looks at every entry: what it finds is what a list would find. */
    @Override
    public Tombstones tombstones(TokenRange tokens, long upToSequence, @Nullable Key after, int maxVisited) {
        List<LogRecord.Tombstone> found = new ArrayList<>();
        long passedOver = Tombstones.NONE_PASSED_OVER;
        for (StoredEntry entry : entries.values()) {
            boolean isFound = entry.isTombstone() && tokens.contains(entry.key().token());
            if (isFound && entry.sequence() <= upToSequence) {
                found.add(new LogRecord.Tombstone(entry.key(), entry.sequence()));
            } else if (isFound) {
                passedOver = Math.min(passedOver, entry.sequence());
            }
        }
        return new Tombstones(found, passedOver, null);
    }

    @Override
    public Map<RangeId, RangeProgress> progress() {
        return progress;
    }

    @Override
    public List<RetryRecord> retries(RangeId range) {
        RangeProgress made = progress.get(range);
        return List.copyOf(retriesOf(range)
                .tailMap(made == null ? 0 : made.retryFloor(), false)
                .values());
    }

    @Override
    public Map<RangeId, Position> flush() {
        Map<RangeId, Position> flushed = new TreeMap<>();
        progress.forEach((range, made) -> flushed.put(range, made.applied()));
        return flushed;
    }

    @Override
    public void close() {}

    private NavigableMap<Long, RetryRecord> retriesOf(RangeId range) {
        return retries.computeIfAbsent(range, id -> new TreeMap<>());
    }
}
