package io.ordinal.simulator;

import io.ordinal.simulator.world.RarePath;
import io.ordinal.simulator.world.Violation;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of a run.
 *
 * @param virtualNanos how much time passed in it
 * @param events how many things happened
 * @param traceHash equal for equal runs
 * @param counts what happened how often: faults, operations by their ending, epochs, committed records
 * @param undecidedKeys keys whose history was too long to judge
 * @param rarePaths how often each was taken, where it was at all
 * @param violation null if everything held
 */
public record Report(
        long seed,
        Shape shape,
        long virtualNanos,
        long events,
        long traceHash,
        Map<String, Integer> counts,
        int undecidedKeys,
        Map<RarePath, Long> rarePaths,
        @Nullable Violation violation) {

    public boolean isGreen() {
        return violation == null;
    }

    /** The command that makes this run again. */
    public String command() {
        return "ordinal simulate --seed " + seed;
    }

    /** One line if all held; with the violation and the command to repeat it otherwise. */
    @Override
    public String toString() {
        String line = String.format(
                "seed %d: %s, %.1f s of virtual time, %,d events, %s, trace %016x",
                seed, violation == null ? "all held" : "VIOLATED", virtualNanos / 1e9, events, counts, traceHash);
        return violation == null ? line : line + "\n" + what(violation) + "\nrepeat it: " + command();
    }

    /** What was violated, and where from if the cause was thrown. */
    private static String what(Violation violation) {
        StringBuilder text = new StringBuilder(String.valueOf(violation.getMessage()));
        Throwable cause = violation.getCause();
        if (cause != null) {
            Arrays.stream(cause.getStackTrace())
                    .limit(12)
                    .forEach(frame -> text.append("\n    at ").append(frame));
        }
        return text.toString();
    }
}
