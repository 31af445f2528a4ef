package io.ordinal.simulator.world;

import io.ordinal.node.Table;
import io.ordinal.node.TableBatch;
import io.ordinal.node.TableBatch.RangeProgress;
import io.ordinal.protocol.LogRecord;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.RetryRecord;
import io.ordinal.protocol.StoredEntry;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.TokenRange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A table in memory that forgets as a disk does: a crash takes back the newest batches that were not flushed, never
 * one from the middle and never half of one.
 */
public final class SimTable implements Table {
    private final TableState live;
    private final TableState durable;
    private final ArrayDeque<TableBatch> unflushed = new ArrayDeque<>();
    private long applied;

    public SimTable() {
        this(new TableState(), new TableState());
    }

    private SimTable(TableState live, TableState durable) {
        this.live = live;
        this.durable = durable;
    }

    @Override
    public void apply(TableBatch batch) {
        live.apply(batch);
        unflushed.add(batch);
        applied++;
    }

    @Override
    public Read read(RangeId range, Key key) {
        return new Read(live.entries.get(key), live.progress.get(range));
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
        List<StoredEntry> found = new ArrayList<>();
        int visited = 0;
        int bytes = 0;
        for (StoredEntry entry : inTokenOrder(tokens, after)) {
            Bytes value = entry.value();
            visited++;
            if (entry.key().bytes().startsWith(prefix)) {
                found.add(entry);
                bytes += entry.key().bytes().length() + (value == null ? 0 : value.length());
            }
            if (found.size() >= limit || visited >= maxVisited || bytes >= maxBytes) {
                return new Page(found, entry.key(), live.progress.get(range));
            }
        }
        return new Page(found, null, live.progress.get(range));
    }

    @Override
    public Tombstones tombstones(TokenRange tokens, long upToSequence, @Nullable Key after, int maxVisited) {
        List<LogRecord.Tombstone> found = new ArrayList<>();
        long passedOver = Tombstones.NONE_PASSED_OVER;
        int visited = 0;
        for (Key key : listedTombstones(tokens, after)) {
            long sequence = Objects.requireNonNull(live.tombstones.get(key));
            if (sequence > upToSequence) {
                passedOver = Math.min(passedOver, sequence);
            } else {
                found.add(new LogRecord.Tombstone(key, sequence));
            }
            if (++visited >= maxVisited) {
                return new Tombstones(found, passedOver, key);
            }
        }
        return new Tombstones(found, passedOver, null);
    }

    /** What is listed as tombstones, in the range's order: all there are, and keys that may be none any more. */
    public List<Key> listedTombstones(TokenRange tokens) {
        return listedTombstones(tokens, null);
    }

    private List<Key> listedTombstones(TokenRange tokens, @Nullable Key after) {
        return live.tombstones.keySet().stream()
                .filter(key -> follows(tokens, after, key))
                .sorted(tokens.order())
                .toList();
    }

    @Override
    public Map<RangeId, RangeProgress> progress() {
        return new TreeMap<>(live.progress);
    }

    @Override
    public List<RetryRecord> retries(RangeId range) {
        RangeProgress progress = live.progress.get(range);
        return new ArrayList<>(live.retries
                .getOrDefault(range, new TreeMap<>())
                .tailMap(progress == null ? 0 : progress.retryFloor(), false)
                .values());
    }

    @Override
    public Map<RangeId, Position> flush() {
        flushOldest(unflushed.size());
        return flushedUpTo();
    }

    /** How many batches were applied so far. */
    public long applied() {
        return applied;
    }

    /** The oldest batches become durable, as many as were applied at some time before. */
    public void flushUpTo(long appliedThen) {
        flushOldest((int) Math.max(0, unflushed.size() - (applied - appliedThen)));
    }

    /** How far each range's data would survive a crash. */
    public Map<RangeId, Position> flushedUpTo() {
        Map<RangeId, Position> flushed = new LinkedHashMap<>();
        durable.progress.forEach((range, progress) -> flushed.put(range, progress.applied()));
        return flushed;
    }

    /** Every entry that live readers see, tombstones included, in token order. */
    public List<StoredEntry> entries(TokenRange tokens) {
        return inTokenOrder(tokens, null);
    }

    /** A frozen copy, for the pages of one copy of a range. */
    public SimTable snapshot() {
        return new SimTable(new TableState(live), new TableState());
    }

    /** The table as it comes up after a crash: some of the unflushed batches, the oldest, made it to disk. */
    public SimTable crash(Chance chance) {
        flushOldest(chance.happens(0.5) ? 0 : chance.below(unflushed.size() + 1));
        return new SimTable(new TableState(durable), new TableState(durable));
    }

    @Override
    public void close() {
        flush();
    }

    private void flushOldest(int batches) {
        for (int i = 0; i < batches; i++) {
            durable.apply(unflushed.remove());
        }
    }

    private List<StoredEntry> inTokenOrder(TokenRange tokens, @Nullable Key after) {
        List<StoredEntry> ordered = new ArrayList<>();
        for (StoredEntry entry : live.entries.values()) {
            if (follows(tokens, after, entry.key())) {
                ordered.add(entry);
            }
        }
        ordered.sort(Comparator.comparing(StoredEntry::key, tokens.order()));
        return ordered;
    }

    private static boolean follows(TokenRange tokens, @Nullable Key after, Key key) {
        return tokens.contains(key.token()) && (after == null || tokens.order().compare(key, after) > 0);
    }
}
