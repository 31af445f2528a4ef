package io.ordinal.launcher.chaos;

import io.ordinal.client.ReadOutcome;
import io.ordinal.client.WriteOutcome;
import io.ordinal.simulator.check.Ending;

/** A client's outcomes as histories have them. */
final class Endings {
    private Endings() {}

    static Ending of(ReadOutcome outcome) {
        if (outcome instanceof ReadOutcome.Found found) {
            return new Ending.Found(found.entry().value(), found.entry().sequence(), found.asOfSequence());
        }
        if (outcome instanceof ReadOutcome.NotFound nothing) {
            return new Ending.Found(null, 0, nothing.asOfSequence());
        }
        return new Ending.NotDone();
    }

    static Ending of(WriteOutcome outcome) {
        if (outcome instanceof WriteOutcome.Applied applied) {
            return new Ending.Applied(applied.sequence());
        }
        if (outcome instanceof WriteOutcome.Rejected rejected) {
            return new Ending.Rejected(rejected.currentSequence());
        }
        return outcome instanceof WriteOutcome.Unknown ? new Ending.Unknown() : new Ending.NotDone();
    }
}
