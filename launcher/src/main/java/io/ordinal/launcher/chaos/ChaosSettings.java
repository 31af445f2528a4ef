package io.ordinal.launcher.chaos;

import java.time.Duration;
import java.util.List;

/**
 * What a run is to do.
 *
 * @param length how long faults go on
 * @param seed decides which faults, on whom, for how long, and what callers ask
 * @param faults none, for a run that shows what is normal
 */
public record ChaosSettings(Duration length, long seed, int nodes, List<FaultKind> faults) {
    public ChaosSettings {
        if (length.isNegative() || length.isZero()) {
            throw new IllegalArgumentException("a run takes some time, not " + length);
        }
        if (nodes < 1 || nodes > 9) {
            throw new IllegalArgumentException("a run has 1 to 9 nodes, not " + nodes);
        }
        faults = List.copyOf(faults);
    }
}
