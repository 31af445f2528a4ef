package io.ordinal.simulator.check;

import io.ordinal.simulator.check.CommittedState.Version;
import io.ordinal.simulator.world.Violation;
import java.util.List;

/**
 * What a client was told of each write is so in the committed log: a put is done under this number, or certainly not
 * done, and what a rejection names as the current version has been one.
 */
public final class WriteOutcomes {
    private WriteOutcomes() {}

    /** @throws Violation naming the write, and what the log has of it */
    public static void check(List<Call> history, CommittedState state) {
        for (Call call : history) {
            if (call.ending() instanceof Ending.Rejected rejected && rejected.currentSequence() != 0) {
                Version named = state.at(call.action().key(), rejected.currentSequence());
                Violation.unless(
                        named != null && named.sequence() == rejected.currentSequence() && named.value() != null,
                        () -> "a rejection names a version that never was:\n  " + call + "\n  " + named);
            }
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
