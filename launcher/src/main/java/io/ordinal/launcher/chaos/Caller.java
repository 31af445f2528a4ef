package io.ordinal.launcher.chaos;

import io.ordinal.client.OrdinalClient;
import io.ordinal.client.ReadOutcome;
import io.ordinal.client.Write;
import io.ordinal.client.WriteOutcome;
import io.ordinal.protocol.Condition;
import io.ordinal.protocol.ReadMode;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import io.ordinal.simulator.check.Action;
import io.ordinal.simulator.check.Call;
import io.ordinal.simulator.check.Ending;
import io.ordinal.simulator.world.Chance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One caller: one random operation after another on keys that all callers share, each put with a value of its own. It
 * remembers versions, so that its compare-and-sets sometimes succeed, and writes down what it asked and was told.
 */
final class Caller {
    private static final int MOST_REST_MILLIS = 15;

    private final String name;
    private final OrdinalClient client;
    private final Chance chance;
    private final Map<Key, Long> versions = new HashMap<>();
    private long operations;

    Caller(String name, OrdinalClient client, Chance chance) {
        this.name = name;
        this.client = client;
        this.chance = chance;
    }

    /** Goes on until that time, and ends its last operation. */
    List<Call> callUntil(long endNanos, List<Key> keys) throws InterruptedException {
        List<Call> calls = new ArrayList<>();
        versions.clear();
        while (System.nanoTime() - endNanos < 0) {
            calls.add(next(chance.pick(keys)));
            TimeUnit.MILLISECONDS.sleep(chance.between(0, MOST_REST_MILLIS));
        }
        return calls;
    }

    /** Reads the keys, one after another. */
    List<Call> readAll(List<Key> keys, Duration patience) {
        List<Call> calls = new ArrayList<>();
        keys.forEach(key -> calls.add(read(key, ReadMode.LINEARIZABLE, patience)));
        return calls;
    }

    private Call next(Key key) {
        int dice = chance.below(100);
        Duration patience = Duration.ofMillis(chance.between(500, 6_000));
        if (dice < 35) {
            return read(key, mode(), patience);
        }
        Condition condition = condition(key);
        if (dice < 90) {
            Bytes value = Bytes.utf8(name + "-" + ++operations);
            return write(
                    new Action.Put(key, value, condition), Write.put(key, value).onlyIf(condition), patience);
        }
        return write(new Action.Delete(key, condition), Write.delete(key).onlyIf(condition), patience);
    }

    private ReadMode mode() {
        int dice = chance.below(10);
        if (dice < 6) {
            return ReadMode.LINEARIZABLE;
        }
        return dice < 8 ? ReadMode.ANY : new ReadMode.AtLeast(client.highestSequence());
    }

    private Condition condition(Key key) {
        if (chance.happens(0.5)) {
            return Condition.NONE;
        }
        long version = versions.getOrDefault(key, 0L);
        return version == 0 ? Condition.ABSENT : new Condition.VersionIs(version);
    }

    private Call read(Key key, ReadMode mode, Duration patience) {
        long invokedNanos = System.nanoTime();
        ReadOutcome outcome = client.sync().get(key, mode, patience);
        long endedNanos = System.nanoTime();
        Ending ending = Endings.of(outcome);
        if (ending instanceof Ending.Found found) {
            versions.put(key, found.sequence());
        }
        return new Call(name, new Action.Get(key, mode), invokedNanos, endedNanos, ending);
    }

    private Call write(Action action, Write write, Duration patience) {
        long invokedNanos = System.nanoTime();
        WriteOutcome outcome = client.sync().write(write, patience);
        long endedNanos = System.nanoTime();
        if (outcome instanceof WriteOutcome.Applied applied) {
            versions.put(action.key(), action instanceof Action.Put ? applied.sequence() : 0);
        } else if (outcome instanceof WriteOutcome.Rejected rejected) {
            versions.put(action.key(), rejected.currentSequence());
        }
        return new Call(name, action, invokedNanos, endedNanos, Endings.of(outcome));
    }
}
