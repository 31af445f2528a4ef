package io.ordinal.launcher.chaos;

import io.ordinal.client.OrdinalClient;
import io.ordinal.client.ReadOutcome;
import io.ordinal.client.Write;
import io.ordinal.client.WriteOutcome;
import io.ordinal.launcher.chaos.KeyStates.Judgement;
import io.ordinal.ring.Key;
import io.ordinal.simulator.world.Chance;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Reads, puts and deletes at a fixed rate through one client, each begun when its time has come, whatever became of those
 * before. Latencies count from then. Each read is judged by what was acknowledged. Begins on a thread of its own; its methods
 * are for one thread at a time.
 */
final class MovesLoad implements AutoCloseable {
    private static final int MOST_UNDER_WAY = 8_192;
    private static final int MOST_PICKS = 100;
    private static final int HISTORY_PERCENT = 5;
    private static final int READ_PERCENT = 50;
    private static final int DELETE_PERCENT = 5;

    private final OrdinalClient client;
    private final LoadedKeys keys;
    private final KeyStates states;
    private final HistoryKeys histories;
    private final Chance chance;
    private final PhaseTally tally = new PhaseTally();
    private final ScheduledExecutorService pacer =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "moves-load"));
    private final AtomicReference<@Nullable String> broken = new AtomicReference<>();

    /** Whoever is under way is a party, and so is the load itself until it is closed. */
    private final Phaser underWay = new Phaser(1);

    private final long periodNanos;
    private final long startNanos = System.nanoTime();
    private long begun;

    private MovesLoad(
            OrdinalClient client,
            LoadedKeys keys,
            KeyStates states,
            HistoryKeys histories,
            Chance chance,
            double perSecond) {
        this.client = client;
        this.keys = keys;
        this.states = states;
        this.histories = histories;
        this.chance = chance;
        this.periodNanos = Math.round(TimeUnit.SECONDS.toNanos(1) / perSecond);
    }

    static MovesLoad begin(
            OrdinalClient client,
            LoadedKeys keys,
            KeyStates states,
            HistoryKeys histories,
            Chance chance,
            double perSecond) {
        MovesLoad load = new MovesLoad(client, keys, states, histories, chance, perSecond);
        var unused = load.pacer.scheduleAtFixedRate(load::nextGuarded, 0, load.periodNanos, TimeUnit.NANOSECONDS);
        return load;
    }

    /** What ended since the last call, or since the beginning. */
    PhaseTally.Operations take() {
        return tally.take();
    }

    /** The first read that showed something else than was acknowledged, in a sentence; null if there was none. */
    @Nullable
    String broken() {
        return broken.get();
    }

    /** Begins nothing more, and waits until all has ended. */
    @Override
    public void close() {
        pacer.shutdown();
        try {
            if (!pacer.awaitTermination(1, TimeUnit.MINUTES)) {
                throw new ChaosFailedException("the load does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        underWay.arriveAndAwaitAdvance();
    }

    private void nextGuarded() {
        try {
            next(startNanos + begun++ * periodNanos);
        } catch (RuntimeException e) {
            broken.compareAndSet(null, "the load itself failed: " + e);
            throw e;
        }
    }

    private void next(long dueNanos) {
        if (underWay.getRegisteredParties() > MOST_UNDER_WAY) {
            tally.notStarted();
        } else if (chance.below(100) < HISTORY_PERCENT && !histories.isFull()) {
            underWay.register();
            histories.ask((key, answered, why) -> ended(key, answered, why, dueNanos));
        } else {
            int key = freeKey();
            if (key < 0) {
                tally.notStarted();
                return;
            }
            underWay.register();
            ask(key, dueNanos);
        }
    }

    /** A key without an operation under way, which is taken for one; -1 if it is hard to find one. */
    private int freeKey() {
        for (int i = 0; i < MOST_PICKS; i++) {
            int key = chance.below(keys.count());
            if (states.begin(key)) {
                return key;
            }
        }
        return -1;
    }

    private void ask(int key, long dueNanos) {
        int dice = chance.below(100);
        if (dice < READ_PERCENT) {
            CompletableFuture<?> unused =
                    client.get(keys.key(key)).thenAccept(outcome -> readEnded(key, outcome, dueNanos));
        } else {
            boolean isDelete = dice >= 100 - DELETE_PERCENT;
            int ordinal = states.nextOrdinal(key);
            Write write = isDelete ? Write.delete(keys.key(key)) : Write.put(keys.key(key), keys.value(key, ordinal));
            CompletableFuture<?> unused =
                    client.write(write).thenAccept(outcome -> writeEnded(key, ordinal, isDelete, outcome, dueNanos));
        }
    }

    private void readEnded(int key, ReadOutcome outcome, long dueNanos) {
        String why = "";
        if (outcome instanceof ReadOutcome.Failed failed) {
            why = failed.why();
        } else {
            int found = outcome instanceof ReadOutcome.Found one
                    ? keys.ordinal(key, one.entry().value())
                    : KeyStates.ABSENT;
            Judgement judgement = states.judge(key, found);
            if (judgement != Judgement.RIGHT) {
                broken.compareAndSet(null, keys.key(key).bytes().toUtf8() + " was " + judgement + " in " + outcome);
            }
        }
        states.unchanged(key);
        ended(keys.key(key), why.isEmpty(), why, dueNanos);
    }

    private void writeEnded(int key, int ordinal, boolean isDelete, WriteOutcome outcome, long dueNanos) {
        if (outcome instanceof WriteOutcome.Applied) {
            if (isDelete) {
                states.deleteApplied(key, ordinal);
            } else {
                states.putApplied(key, ordinal);
            }
        } else if (outcome instanceof WriteOutcome.Unknown) {
            if (isDelete) {
                states.deleteUnknown(key);
            } else {
                states.putUnknown(key, ordinal);
            }
        } else {
            states.unchanged(key);
        }
        ended(keys.key(key), outcome instanceof WriteOutcome.Applied, outcome.why(), dueNanos);
    }

    private void ended(Key key, boolean answered, String why, long dueNanos) {
        if (answered) {
            tally.answered(key, dueNanos);
        } else {
            tally.failed(key, dueNanos, why);
        }
        underWay.arriveAndDeregister();
    }
}
