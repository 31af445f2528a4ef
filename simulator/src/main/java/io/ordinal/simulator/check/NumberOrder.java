package io.ordinal.simulator.check;

import io.ordinal.simulator.world.Violation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * One number in one order: no two writes share a number, and a write that was answered before another began has the
 * smaller number, whichever keys and ranges the two touch.
 */
public final class NumberOrder {
    private NumberOrder() {}

    /** @throws Violation naming the two writes */
    public static void check(List<Call> history) {
        List<Call> applied = history.stream().filter(Call::isAppliedWrite).toList();
        TreeMap<Long, Call> byNumber = new TreeMap<>();
        for (Call write : applied) {
            Call other = byNumber.put(number(write), write);
            Violation.unless(other == null, () -> "two writes have one number:\n  " + other + "\n  " + write);
        }
        List<Call> byEnd = new ArrayList<>(applied);
        byEnd.sort(Comparator.comparingLong(Call::endedNanos));
        List<Call> byBegin = new ArrayList<>(applied);
        byBegin.sort(Comparator.comparingLong(Call::invokedNanos));
        int ended = 0;
        Call highest = null;
        for (Call write : byBegin) {
            while (ended < byEnd.size() && byEnd.get(ended).endedNanos() < write.invokedNanos()) {
                Call earlier = byEnd.get(ended++);
                if (highest == null || number(earlier) > number(highest)) {
                    highest = earlier;
                }
            }
            Call before = highest;
            Violation.unless(
                    before == null || number(before) < number(write),
                    () -> "a write was answered before another began, but its number is not smaller:\n  " + before
                            + "\n  " + write);
        }
    }

    private static long number(Call write) {
        if (write.ending() instanceof Ending.Applied applied) {
            return applied.sequence();
        }
        throw new IllegalArgumentException("a write without a number: " + write);
    }
}
