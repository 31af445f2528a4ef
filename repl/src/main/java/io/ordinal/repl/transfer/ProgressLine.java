package io.ordinal.repl.transfer;

import java.util.Locale;

/** A line that says how far something is, how fast it goes and how long it will take. */
public final class ProgressLine {
    private static final int BAR = 20;

    private ProgressLine() {}

    /**
     * @param fraction of the work that is done, 0 to 1; negative if the whole is not known
     * @param rows done so far
     * @param tookNanos how long that took
     * @param remarks more to say, or empty
     */
    public static String of(double fraction, long rows, long tookNanos, String remarks) {
        StringBuilder line = new StringBuilder();
        double seconds = Math.max(tookNanos, 1) / 1e9;
        if (fraction >= 0) {
            double part = Math.min(fraction, 1);
            int full = (int) (part * BAR);
            line.append('[')
                    .append("#".repeat(full))
                    .append("-".repeat(BAR - full))
                    .append("] ");
            line.append(String.format(Locale.ROOT, "%3.0f%%  ", Math.floor(part * 100)));
        }
        line.append(String.format(Locale.ROOT, "%,d rows  %,.0f/s", rows, rows / seconds));
        if (fraction > 0.001 && fraction < 1) {
            line.append("  ").append(time(seconds / fraction - seconds)).append(" left");
        }
        if (!remarks.isEmpty()) {
            line.append("  ").append(remarks);
        }
        return line.toString();
    }

    private static String time(double seconds) {
        long whole = (long) Math.ceil(seconds);
        return whole < 60
                ? whole + "s"
                : whole < 3_600
                        ? whole / 60 + "m " + whole % 60 + "s"
                        : whole / 3_600 + "h " + whole % 3_600 / 60 + "m";
    }
}
