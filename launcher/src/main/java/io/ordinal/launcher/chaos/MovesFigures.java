package io.ordinal.launcher.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the coming and going of nodes cost, by phase, and whether it is what it should be.
 *
 * @param rows the first without any change
 * @param keysRead that were read again at the end
 * @param judgedCalls whose histories were judged
 * @param undecidedKeys keys whose histories were too long to be decided; they are neither right nor wrong
 * @param broken what the store did wrong, a sentence each: lost and resurrected keys, histories, standstills
 */
public record MovesFigures(
        MovesPlan plan, List<Row> rows, long keysRead, int judgedCalls, int undecidedKeys, List<String> broken) {
    /** How much longer the slowest of a hundred operations may take while something moves. */
    public static final double GOAL_P99_TIMES = 3;

    /** How much more may be copied than the difference of the rings demands. */
    public static final double GOAL_RATIO = 1.05;

    /** How much more than the mean a node may hold. */
    public static final double GOAL_BALANCE = 1.10;

    public MovesFigures {
        rows = List.copyOf(rows);
        broken = List.copyOf(broken);
    }

    /**
     * A phase.
     *
     * @param seconds until all was at rest
     * @param operations that ended in it
     * @param failed those of them that ended without an answer, or could not begin
     * @param firstTrouble why the first of them failed; null if none has
     * @param moves begun in it
     * @param movedBytes keys and values that were copied
     * @param demandedBytes those that had to be, by the difference of the rings
     * @param balance what the most loaded node holds at the end, divided by the mean
     */
    public record Row(
            String phase,
            double seconds,
            long operations,
            long failed,
            @Nullable String firstTrouble,
            double p50Millis,
            double p99Millis,
            double maxMillis,
            int rangesBefore,
            int rangesAfter,
            long moves,
            long movedBytes,
            long demandedBytes,
            double balance) {
        /** Whether anything was to be moved. */
        public boolean isChange() {
            return demandedBytes > 0 || movedBytes > 0;
        }

        /** What was copied by what had to be. */
        public double ratio() {
            return demandedBytes == 0 ? Double.POSITIVE_INFINITY : (double) movedBytes / demandedBytes;
        }
    }

    /** All that is not as it should be, a sentence each; empty if everything is. */
    public List<String> verdict() {
        List<String> verdict = new ArrayList<>(broken);
        for (Row row : rows) {
            if (row.failed > 0) {
                verdict.add(say("%s: %,d operations failed; the first: %s", row.phase, row.failed, row.firstTrouble));
            }
            if (row.p99Millis > goalP99Millis()) {
                verdict.add(say(
                        "%s: p99 was %.1f ms, more than %.0f times the %.1f ms before",
                        row.phase, row.p99Millis, GOAL_P99_TIMES, rows.get(0).p99Millis));
            }
            if (row.isChange() && row.ratio() > GOAL_RATIO) {
                verdict.add(say(
                        "%s: %,d bytes were moved where the rings differ by %,d: %.2f times, more than %.2f",
                        row.phase, row.movedBytes, row.demandedBytes, row.ratio(), GOAL_RATIO));
            }
            if (row.balance > GOAL_BALANCE) {
                verdict.add(say(
                        "%s: the most loaded node holds %.2f times the mean, more than %.2f",
                        row.phase, row.balance, GOAL_BALANCE));
            }
        }
        if (!rows.isEmpty()) {
            int first = rows.get(0).rangesBefore;
            int last = rows.get(rows.size() - 1).rangesAfter;
            if (first != last) {
                verdict.add(say("there were %d ranges before, and are %d at the end", first, last));
            }
        }
        return verdict;
    }

    /** What no phase's p99 may exceed. */
    public double goalP99Millis() {
        return rows.isEmpty() ? Double.POSITIVE_INFINITY : GOAL_P99_TIMES * rows.get(0).p99Millis;
    }

    private static String say(String format, @Nullable Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
