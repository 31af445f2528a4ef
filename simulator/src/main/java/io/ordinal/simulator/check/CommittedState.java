package io.ordinal.simulator.check;

import io.ordinal.protocol.LogRecord;
import io.ordinal.protocol.Operation;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import io.ordinal.ring.RangeId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the committed logs say of each key as of each number. Whether an entry has expired is a matter of the log time
 * there; where an epoch was opened without taking a number two log times have one number, and both answers are right.
 */
public final class CommittedState {
    private final Map<RangeId, TreeMap<Long, Times>> times = new HashMap<>();
    private final Map<Key, TreeMap<Long, Version>> versions = new HashMap<>();
    private final Map<Bytes, Version> byValue = new HashMap<>();
    private final Map<Key, NavigableMap<Long, Times>> timesOfKey = new HashMap<>();
    private final Function<Key, List<RangeId>> lineageOf;

    /** The log times at one number: that of the record that took it, and that of the last one that shares it. */
    private record Times(long firstMillis, long lastMillis) {}

    /**
     * What a record made of a key.
     *
     * @param value null if it removed the entry
     * @param expiresAtMillis 0 for never
     */
    public record Version(long sequence, @Nullable Bytes value, long expiresAtMillis) {}

    /** Whether readers see an entry. */
    public enum Sight {
        SHOWN,
        GONE,
        EITHER
    }

    /** @param lineageOf the ranges that a key was in, one after the other */
    public CommittedState(Map<RangeId, List<LogRecord>> logs, Function<Key, List<RangeId>> lineageOf) {
        this.lineageOf = lineageOf;
        logs.forEach((range, records) -> records.forEach(record -> take(range, record)));
    }

    private void take(RangeId range, LogRecord record) {
        long millis = record.logTimeMillis();
        long sequence = record.position().sequence();
        times.computeIfAbsent(range, any -> new TreeMap<>())
                .merge(sequence, new Times(millis, millis), (old, now) -> new Times(old.firstMillis(), millis));
        if (record.payload() instanceof LogRecord.Write write && write.operation() instanceof Operation.Put put) {
            long expires = put.ttlMillis() == 0 ? 0 : millis + put.ttlMillis();
            Version version = new Version(sequence, put.value(), expires);
            byValue.put(put.value(), version);
            add(put.key(), version);
        } else if (record.payload() instanceof LogRecord.Write write) {
            add(write.operation().key(), new Version(sequence, null, 0));
        } else if (record.payload() instanceof LogRecord.Expire expire) {
            add(expire.key(), new Version(sequence, null, 0));
        }
    }

    private void add(Key key, Version version) {
        versions.computeIfAbsent(key, any -> new TreeMap<>()).put(version.sequence(), version);
    }

    /** What the put of this value made, if it is committed. */
    public @Nullable Version ofValue(Bytes value) {
        return byValue.get(value);
    }

    /** What was made of a key last, at or below {@code sequence}. */
    public @Nullable Version at(Key key, long sequence) {
        Map.Entry<Long, Version> found =
                versions.getOrDefault(key, new TreeMap<>()).floorEntry(sequence);
        return found == null ? null : found.getValue();
    }

    /** What was made of a key next. */
    public @Nullable Version after(Key key, long sequence) {
        Map.Entry<Long, Version> found =
                versions.getOrDefault(key, new TreeMap<>()).higherEntry(sequence);
        return found == null ? null : found.getValue();
    }

    /** Whether readers as of {@code sequence} see this version, which is the newest there. */
    public Sight sight(Key key, @Nullable Version version, long sequence) {
        if (version == null || version.value() == null) {
            return Sight.GONE;
        }
        Map.Entry<Long, Times> then =
                timesOfKey.computeIfAbsent(key, this::timesOf).floorEntry(sequence);
        if (version.expiresAtMillis() == 0
                || then == null
                || then.getValue().lastMillis() < version.expiresAtMillis()) {
            return Sight.SHOWN;
        }
        return then.getValue().firstMillis() >= version.expiresAtMillis() ? Sight.GONE : Sight.EITHER;
    }

    private NavigableMap<Long, Times> timesOf(Key key) {
        NavigableMap<Long, Times> all = new TreeMap<>();
        for (RangeId range : lineageOf.apply(key)) {
            times.getOrDefault(range, new TreeMap<>())
                    .forEach((sequence, now) ->
                            all.merge(sequence, now, (old, later) -> new Times(old.firstMillis(), later.lastMillis())));
        }
        return all;
    }
}
