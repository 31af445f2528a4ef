package io.ordinal.simulator;

import io.ordinal.client.ClientEvent;
import io.ordinal.client.ReadOutcome;
import io.ordinal.client.Write;
import io.ordinal.client.WriteOutcome;
import io.ordinal.protocol.Condition;
import io.ordinal.protocol.Operation;
import io.ordinal.protocol.ReadMode;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import io.ordinal.simulator.check.Action;
import io.ordinal.simulator.check.Call;
import io.ordinal.simulator.check.Ending;
import io.ordinal.simulator.check.ScanPage;
import io.ordinal.simulator.cluster.SimClient;
import io.ordinal.simulator.world.Chance;
import io.ordinal.simulator.world.RarePaths;
import io.ordinal.simulator.world.Scheduler;
import java.util.List;
import java.util.TreeMap;

/**
 * One caller: it does one random operation after another on keys that all callers share, remembers the versions it saw
 * so that its compare-and-sets sometimes succeed, and writes down what it asked and what it was told.
 */
final class Workload {
    private static final long MILLIS = 1_000_000;

    /** No key has it, since no number is so high. */
    static final long NO_VERSION = Long.MAX_VALUE;

    private final String name;
    private final SimClient client;
    private final Scheduler scheduler;
    private final Chance chance;
    private final Shape shape;
    private final boolean looksOnly;
    private final List<Call> history;
    private final ScanCaller scans;
    private final TreeMap<Key, Long> versions = new TreeMap<>();
    private boolean stopped;
    private boolean busy;
    private long operations;

    /**
     * @param looksOnly it reads, and its writes are bound to be rejected: it is content with a leader that can do no more
     *     than answer, for as long as that does
     */
    Workload(
            String name,
            SimClient client,
            Scheduler scheduler,
            Chance chance,
            Shape shape,
            boolean looksOnly,
            List<Call> history,
            List<ScanPage> pages,
            RarePaths rarePaths) {
        this.name = name;
        this.client = client;
        this.scheduler = scheduler;
        this.chance = chance;
        this.shape = shape;
        this.looksOnly = looksOnly;
        this.history = history;
        this.scans = new ScanCaller(client, scheduler, chance.fork("scans"), pages, rarePaths, this::rest);
        rest();
    }

    /** Begins nothing more. */
    void stop() {
        stopped = true;
    }

    /** Whether an operation has not ended yet. */
    boolean isBusy() {
        return busy || scans.isBusy();
    }

    static Key key(int number) {
        return Key.utf8("key-" + number);
    }

    /** Reads every key once, one after another, then runs {@code done}. */
    void readAll(Runnable done) {
        readFrom(0, done);
    }

    private void readFrom(int number, Runnable done) {
        if (number == shape.keys()) {
            done.run();
        } else {
            read(key(number), ReadMode.LINEARIZABLE, 20_000 * MILLIS, () -> readFrom(number + 1, done));
        }
    }

    private void rest() {
        long pause = chance.happens(0.05) ? chance.between(100, 600) * MILLIS : chance.between(0, 15) * MILLIS;
        scheduler.after(pause, () -> {
            if (!stopped) {
                next();
            }
        });
    }

    private void next() {
        Key key = key(chance.below(shape.keys()));
        int dice = chance.below(100);
        long patience = chance.between(500, 6_000) * MILLIS;
        if (dice < (looksOnly ? 60 : 30)) {
            read(key, mode(), patience, this::rest);
        } else if (dice < (looksOnly ? 70 : 35)) {
            scans.begin(mode(), patience);
        } else if (looksOnly) {
            put(key, new Condition.VersionIs(NO_VERSION), 0, patience);
        } else if (dice < 100 - shape.deletesPercent()) {
            put(key, condition(key), ttlMillis(), patience);
        } else {
            Condition condition = condition(key);
            write(new Action.Delete(key, condition), new Operation.Delete(key), condition, patience);
        }
    }

    private void put(Key key, Condition condition, long ttlMillis, long patienceNanos) {
        Bytes value = Bytes.utf8(name + "-" + ++operations);
        Action action = new Action.Put(key, value, condition, ttlMillis);
        write(action, new Operation.Put(key, value, ttlMillis), condition, patienceNanos);
    }

    private long ttlMillis() {
        boolean expires = chance.below(100) < shape.expiringPercent();
        return expires ? chance.between(1, chance.happens(0.6) ? 150 : 3_000) : 0;
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

    private void read(Key key, ReadMode mode, long patienceNanos, Runnable then) {
        busy = true;
        long invoked = scheduler.nowNanos();
        client.start(new ClientEvent.StartRead(key, mode, patienceNanos, outcome -> {
            Ending ending = ending(outcome);
            if (ending instanceof Ending.Found found) {
                versions.put(key, found.sequence());
            }
            ended(new Action.Get(key, mode), invoked, ending);
            then.run();
        }));
    }

    private void write(Action action, Operation operation, Condition condition, long patienceNanos) {
        busy = true;
        long invoked = scheduler.nowNanos();
        client.start(new ClientEvent.StartWrite(new Write(operation, condition), patienceNanos, outcome -> {
            if (outcome instanceof WriteOutcome.Applied applied) {
                versions.put(action.key(), action instanceof Action.Put ? applied.sequence() : 0);
            } else if (outcome instanceof WriteOutcome.Rejected rejected) {
                versions.put(action.key(), rejected.currentSequence());
            }
            ended(action, invoked, ending(outcome));
            rest();
        }));
    }

    private void ended(Action action, long invokedNanos, Ending ending) {
        busy = false;
        history.add(new Call(name, action, invokedNanos, scheduler.nowNanos(), ending));
    }

    private static Ending ending(ReadOutcome outcome) {
        if (outcome instanceof ReadOutcome.Found found) {
            return new Ending.Found(found.entry().value(), found.entry().sequence(), found.asOfSequence());
        }
        if (outcome instanceof ReadOutcome.NotFound nothing) {
            return new Ending.Found(null, 0, nothing.asOfSequence());
        }
        return new Ending.NotDone();
    }

    private static Ending ending(WriteOutcome outcome) {
        if (outcome instanceof WriteOutcome.Applied applied) {
            return new Ending.Applied(applied.sequence());
        }
        if (outcome instanceof WriteOutcome.Rejected rejected) {
            return new Ending.Rejected(rejected.currentSequence());
        }
        return outcome instanceof WriteOutcome.Unknown ? new Ending.Unknown() : new Ending.NotDone();
    }
}
