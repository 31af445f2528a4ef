package io.ordinal.repl;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of bytes as people write them: {@code 800kB}, {@code 50MB}, {@code 1.5GB}; a unit is 1,000 of the one below. */
public final class ByteCounts {
    private static final Pattern WRITTEN = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,3})?)(B|kB|KB|MB|GB|TB)(?:/s)?");
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB"};

    private ByteCounts() {}

    /** @throws SyntaxException unless {@code text} is a number with a unit, and at least one byte */
    public static long parse(String text) {
        Matcher matcher = WRITTEN.matcher(text);
        if (matcher.matches()) {
            long bytes = new BigDecimal(matcher.group(1))
                    .multiply(BigDecimal.valueOf(bytesIn(matcher.group(2))))
                    .longValue();
            if (bytes > 0) {
                return bytes;
            }
        }
        throw new SyntaxException("'" + text
                + "' is no number of bytes: write a number above 0 with its unit, such as 800kB, 50MB or 1GB");
    }

    private static long bytesIn(String unit) {
        return switch (unit) {
            case "B" -> 1L;
            case "kB", "KB" -> 1_000L;
            case "MB" -> 1_000_000L;
            case "GB" -> 1_000_000_000L;
            default -> 1_000_000_000_000L;
        };
    }

    /** The number in the largest unit of which there is one: {@code 12.3 MB}. */
    public static String show(long bytes) {
        int unit = 0;
        double count = bytes;
        while (count >= 1_000 && unit < UNITS.length - 1) {
            count /= 1_000;
            unit++;
        }
        return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", count, UNITS[unit]);
    }
}
