package io.ordinal.simulator.check;

import io.ordinal.simulator.check.CommittedState.Version;
import io.ordinal.simulator.world.Violation;
import java.util.List;

/** What a client was told of each put is so in the committed log: done under this number, or certainly not done. */
public final class WriteOutcomes {
    private WriteOutcomes() {}

    /** @throws Violation naming the put, and what the log has of it */
    public static void check(List<Call> history, CommittedState state) {
        for (Call call : history) {
            if (call.action() instanceof Action.Put put) {
                Version made = state.ofValue(put.value());
                boolean so = call.ending() instanceof Ending.Unknown
                        || (call.ending() instanceof Ending.Applied applied
                                ? made != null && made.sequence() == applied.sequence()
                                : made == null);
                Violation.unless(
                        so, () -> "what was told of a put is not what became of it:\n  " + call + "\n  " + made);
            }
        }
    }
}
