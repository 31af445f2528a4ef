package io.ordinal.simulator.check;

import io.ordinal.protocol.Condition;
import io.ordinal.ring.Bytes;
import io.ordinal.simulator.world.Violation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one key may do: a register with compare-and-set and delete. Its state is the index of the put that made the
 * value, or {@link #ABSENT}. A put whose number nobody saw matches any number that no other put explains.
 */
final class KeyModel {
    static final int ABSENT = -1;
    static final int REFUSED = -2;

    private final List<Call> calls;
    private final Map<Bytes, Integer> putOfValue = new HashMap<>();
    private final Map<Integer, Long> numberOfPut = new HashMap<>();
    private final Set<Long> explained = new HashSet<>();

    /** @throws Violation if an answer names a value that nobody wrote, or two numbers for one put */
    KeyModel(List<Call> calls) {
        this.calls = calls;
        for (int i = 0; i < calls.size(); i++) {
            if (calls.get(i).action() instanceof Action.Put put && putOfValue.put(put.value(), i) != null) {
                throw new IllegalArgumentException("two puts of a history have the same value: " + put);
            }
        }
        for (int i = 0; i < calls.size(); i++) {
            Call call = calls.get(i);
            if (call.ending() instanceof Ending.Applied applied && call.action() instanceof Action.Put) {
                number(i, applied.sequence(), call);
            } else if (call.ending() instanceof Ending.Found found && found.value() != null) {
                Integer put = putOfValue.get(found.value());
                Violation.unless(put != null, () -> "a read found a value that nobody wrote: " + call);
                number(put, found.sequence(), call);
            }
        }
    }

    /** Whether a call rests on a number that no put is known to have: an unseen put may have made it. */
    boolean hasUnexplainedNumbers() {
        return calls.stream().anyMatch(call -> {
            long named = call.ending() instanceof Ending.Rejected rejected ? rejected.currentSequence() : 0;
            Condition condition = conditionOf(call.action());
            if (call.mayHaveHappened() && condition instanceof Condition.VersionIs version) {
                named = version.sequence();
            }
            return named != 0 && !explained.contains(named);
        });
    }

    /** Whether a read or an answer shows that this put happened. */
    boolean isSeen(int put) {
        return numberOfPut.containsKey(put);
    }

    /** The state after the call, or {@link #REFUSED} if it cannot have ended as it did in {@code state}. */
    int step(int state, int index) {
        Call call = calls.get(index);
        if (call.ending() instanceof Ending.Found found) {
            int seen = found.value() == null ? ABSENT : putOfValue.getOrDefault(found.value(), REFUSED);
            return seen == state ? state : REFUSED;
        }
        if (call.action() instanceof Action.Vanish vanish) {
            return putOfValue.getOrDefault(vanish.value(), REFUSED) == state ? ABSENT : REFUSED;
        }
        Holds holds = holds(conditionOf(call.action()), state);
        if (call.ending() instanceof Ending.Rejected rejected) {
            return holds != Holds.YES && mayBe(state, rejected.currentSequence()) ? state : REFUSED;
        }
        if (holds == Holds.NO) {
            return REFUSED;
        }
        return call.action() instanceof Action.Put ? index : ABSENT;
    }

    private Holds holds(Condition condition, int state) {
        if (condition instanceof Condition.Absent) {
            return state == ABSENT ? Holds.YES : Holds.NO;
        }
        if (condition instanceof Condition.VersionIs version) {
            if (!mayBe(state, version.sequence())) {
                return Holds.NO;
            }
            return numberOfPut.containsKey(state) ? Holds.YES : Holds.PERHAPS;
        }
        return Holds.YES;
    }

    private boolean mayBe(int state, long number) {
        if (state == ABSENT || number == 0) {
            return state == ABSENT && number == 0;
        }
        Long known = numberOfPut.get(state);
        return known == null ? !explained.contains(number) : known == number;
    }

    private void number(int put, long number, Call call) {
        Long before = numberOfPut.put(put, number);
        Violation.unless(
                before == null || before == number,
                () -> "one put has two numbers, #" + before + " and #" + number + ": " + call);
        explained.add(number);
    }

    private static Condition conditionOf(Action action) {
        if (action instanceof Action.Put put) {
            return put.condition();
        }
        return action instanceof Action.Delete delete ? delete.condition() : Condition.NONE;
    }

    private enum Holds {
        YES,
        NO,
        PERHAPS
    }
}
