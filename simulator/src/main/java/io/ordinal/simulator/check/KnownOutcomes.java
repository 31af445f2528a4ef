package io.ordinal.simulator.check;

import io.ordinal.simulator.check.CommittedState.Version;
import java.util.List;

/**
 * What became of the puts whose callers were not told. The committed logs know: that leaves a search for an order less to
 * guess, and makes it stricter.
 */
public final class KnownOutcomes {
    private KnownOutcomes() {}

    /** The history, in which every put has a number, or certainly did not happen. It may take effect when it did before. */
    public static List<Call> in(List<Call> history, CommittedState state) {
        return history.stream().map(call -> known(call, state)).toList();
    }

    private static Call known(Call call, CommittedState state) {
        if (!(call.ending() instanceof Ending.Unknown) || !(call.action() instanceof Action.Put put)) {
            return call;
        }
        Version made = state.ofValue(put.value());
        Ending ending = made == null ? new Ending.NotDone() : new Ending.Applied(made.sequence());
        return new Call(call.client(), call.action(), call.invokedNanos(), call.endedNanos(), ending);
    }
}
