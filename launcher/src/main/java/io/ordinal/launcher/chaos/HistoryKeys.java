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
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * A few keys with many operations at once on each, all of them written down, so that their histories can be judged. One
 * thread at a time asks; answers come on the client's.
 */
final class HistoryKeys {
    private static final int KEYS = 8;

    /** A run that takes very long goes on without these operations rather than without memory. */
    private static final int MOST_CALLS = 200_000;

    private static final Duration LAST_READ_PATIENCE = Duration.ofSeconds(60);

    private final OrdinalClient client;
    private final Chance chance;
    private final List<Key> keys =
            IntStream.range(0, KEYS).mapToObj(i -> Key.utf8("history/" + i)).toList();
    private final Map<Key, Long> versions = new ConcurrentHashMap<>();
    private final List<Call> calls = new ArrayList<>();
    private int asked;

    /** Hears how an operation ended, on the client's thread or at once. */
    interface Listener {
        /** @param answered whether the store said what became of it */
        void ended(Key key, boolean answered, String why);
    }

    HistoryKeys(OrdinalClient client, Chance chance) {
        this.client = client;
        this.chance = chance;
    }

    boolean isFull() {
        return asked >= MOST_CALLS;
    }

    /** Asks for something. */
    void ask(Listener listener) {
        asked++;
        Key key = chance.pick(keys);
        int dice = chance.below(100);
        if (dice < 50) {
            read(key, listener);
            return;
        }
        Condition condition = condition(key);
        if (dice < 85) {
            Bytes value = Bytes.utf8("w" + asked);
            write(new Action.Put(key, value, condition), Write.put(key, value).onlyIf(condition), listener);
        } else {
            write(new Action.Delete(key, condition), Write.delete(key).onlyIf(condition), listener);
        }
    }

    /**
     * Reads each key once more, when all else has ended, and judges all calls.
     *
     * @return keys whose histories were too long to be decided
     * @throws io.ordinal.simulator.world.Violation saying what was broken
     */
    int judge() {
        List<Call> lastReads = keys.stream().map(this::lastRead).toList();
        List<Call> all;
        synchronized (calls) {
            all = new ArrayList<>(calls);
        }
        all.addAll(lastReads);
        Histories histories = new Histories();
        histories.judge(all, lastReads);
        histories.judgeRemains(keys.stream().map(this::lastRead).toList());
        return histories.undecided();
    }

    int count() {
        synchronized (calls) {
            return calls.size();
        }
    }

    private Condition condition(Key key) {
        if (chance.happens(0.7)) {
            return Condition.NONE;
        }
        long version = versions.getOrDefault(key, 0L);
        return version == 0 ? Condition.ABSENT : new Condition.VersionIs(version);
    }

    private void read(Key key, Listener listener) {
        Action action = new Action.Get(key, ReadMode.LINEARIZABLE);
        long invokedNanos = System.nanoTime();
        CompletableFuture<?> unused = client.get(key).thenAccept(outcome -> {
            if (outcome instanceof ReadOutcome.Found found) {
                versions.put(key, found.entry().sequence());
            }
            add(action, invokedNanos, Endings.of(outcome));
            boolean failed = outcome instanceof ReadOutcome.Failed;
            listener.ended(key, !failed, outcome instanceof ReadOutcome.Failed why ? why.why() : "");
        });
    }

    private void write(Action action, Write write, Listener listener) {
        long invokedNanos = System.nanoTime();
        CompletableFuture<?> unused = client.write(write).thenAccept(outcome -> {
            if (outcome instanceof WriteOutcome.Applied applied) {
                versions.put(action.key(), action instanceof Action.Put ? applied.sequence() : 0);
            } else if (outcome instanceof WriteOutcome.Rejected rejected) {
                versions.put(action.key(), rejected.currentSequence());
            }
            add(action, invokedNanos, Endings.of(outcome));
            boolean answered = outcome instanceof WriteOutcome.Applied || outcome instanceof WriteOutcome.Rejected;
            listener.ended(action.key(), answered, outcome.why());
        });
    }

    private void add(Action action, long invokedNanos, Ending ending) {
        Call call = new Call("the client", action, invokedNanos, System.nanoTime(), ending);
        synchronized (calls) {
            calls.add(call);
        }
    }

    private Call lastRead(Key key) {
        long invokedNanos = System.nanoTime();
        ReadOutcome outcome = client.sync().get(key, ReadMode.LINEARIZABLE, LAST_READ_PATIENCE);
        return new Call(
                "the client",
                new Action.Get(key, ReadMode.LINEARIZABLE),
                invokedNanos,
                System.nanoTime(),
                Endings.of(outcome));
    }
}
