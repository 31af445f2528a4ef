package io.ordinal.simulator.check;

import io.ordinal.simulator.check.CommittedState.Sight;
import io.ordinal.simulator.check.CommittedState.Version;
import io.ordinal.simulator.world.Violation;
import java.util.List;

/** Every read, of whatever mode, shows exactly what its range's log holds up to the number that the read is as of. */
public final class PrefixReads {
    private PrefixReads() {}

    /** @throws Violation naming the read, and what the log has there */
    public static void check(List<Call> history, CommittedState state) {
        for (Call call : history) {
            if (call.action() instanceof Action.Get get && call.ending() instanceof Ending.Found found) {
                Version there = state.at(get.key(), found.asOfSequence());
                Sight sight = state.sight(get.key(), there, found.asOfSequence());
                boolean explained = found.value() == null
                        ? sight != Sight.SHOWN
                        : sight != Sight.GONE
                                && there != null
                                && there.sequence() == found.sequence()
                                && found.value().equals(there.value());
                Violation.unless(
                        explained,
                        () -> "a read is not what the log holds up to its as-of number (" + sight + "):\n  " + call
                                + "\n  " + there);
            }
        }
    }
}
