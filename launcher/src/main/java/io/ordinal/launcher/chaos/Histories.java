package io.ordinal.launcher.chaos;

import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import io.ordinal.simulator.check.Action;
import io.ordinal.simulator.check.AsOfReads;
import io.ordinal.simulator.check.Call;
import io.ordinal.simulator.check.Ending;
import io.ordinal.simulator.check.Linearizability;
import io.ordinal.simulator.check.NumberOrder;
import io.ordinal.simulator.world.Violation;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Judges what callers were told, a round at a time, so that a long run needs no long memory. Rounds have keys of their own
 * and do not overlap, so what must hold between two of them is little: every number of the later is above all of the
 * earlier, and what was there at the end of one is there at the end of all.
 *
 * <p>A write whose outcome stayed unknown may come at any later time; only such a one may change a key after its round.
 */
final class Histories {
    private static final int MAX_STEPS_A_KEY = 3_000_000;

    private final Linearizability linearizability = new Linearizability(MAX_STEPS_A_KEY);
    private final Map<Key, Remains> remains = new TreeMap<>();
    private @Nullable Call highestSoFar;

    /** What a round left of a key: its entry, and the writes that may still come. */
    private record Remains(Call lastRead, Set<Bytes> perhapsPut, boolean perhapsDeleted) {}

    /** Keys that could not be judged in bounded time. */
    int undecided() {
        return linearizability.undecided();
    }

    /**
     * Judges a round.
     *
     * @param history all calls of the round, its last reads included
     * @param lastReads a read of each key after all else of the round had ended; one that was not answered, because faults
     *     went on, leaves nothing to compare with later
     * @throws Violation saying what was broken, with the calls that show it
     */
    void judge(List<Call> history, List<Call> lastReads) {
        NumberOrder.check(history);
        checkAboveEarlierRounds(history);
        linearizability.check(history);
        AsOfReads.check(history);
        for (Call read : lastReads) {
            if (read.ending() instanceof Ending.Found) {
                remember(read, history);
            }
        }
    }

    /**
     * Judges reads of the keys of all rounds.
     *
     * @throws Violation if a key cannot be read, or is not what its round left
     */
    void judgeRemains(List<Call> reads) {
        for (Call read : reads) {
            Remains left = remains.get(read.action().key());
            if (left == null) {
                throw new IllegalArgumentException("no round had this key: " + read);
            }
            if (!(read.ending() instanceof Ending.Found now)) {
                throw new Violation("a key cannot be read though every fault is over: " + read);
            }
            boolean same = left.lastRead.ending() instanceof Ending.Found then
                    && then.sequence() == now.sequence()
                    && (then.value() == null
                            ? now.value() == null
                            : then.value().equals(now.value()));
            boolean lateWrite = now.value() == null ? left.perhapsDeleted : left.perhapsPut.contains(now.value());
            Violation.unless(
                    same || lateWrite, () -> "a key is not what its round left:\n  " + left.lastRead + "\n  " + read);
        }
    }

    List<Key> keys() {
        return List.copyOf(remains.keySet());
    }

    private void checkAboveEarlierRounds(List<Call> history) {
        List<Call> applied = history.stream()
                .filter(call -> call.ending() instanceof Ending.Applied)
                .sorted(Comparator.comparingLong(Histories::number))
                .toList();
        if (applied.isEmpty()) {
            return;
        }
        Call lowest = applied.get(0);
        Call before = highestSoFar;
        Violation.unless(
                before == null || number(before) < number(lowest),
                () -> "a write of an earlier round has a number that is not smaller:\n  " + before + "\n  " + lowest);
        highestSoFar = applied.get(applied.size() - 1);
    }

    private void remember(Call read, List<Call> history) {
        Set<Bytes> perhapsPut = new HashSet<>();
        boolean perhapsDeleted = false;
        for (Call call : history) {
            if (call.ending() instanceof Ending.Unknown
                    && call.action().key().equals(read.action().key())) {
                if (call.action() instanceof Action.Put put) {
                    perhapsPut.add(put.value());
                } else {
                    perhapsDeleted = true;
                }
            }
        }
        remains.put(read.action().key(), new Remains(read, perhapsPut, perhapsDeleted));
    }

    private static long number(Call call) {
        return call.ending() instanceof Ending.Applied applied ? applied.sequence() : 0;
    }
}
