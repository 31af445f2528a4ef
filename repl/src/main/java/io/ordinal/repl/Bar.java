package io.ordinal.repl;

import java.util.Locale;

/** A bar that says how much of something is done. */
final class Bar {
    private static final int LENGTH = 20;

    private Bar() {}

    /** {@code [#####---------------]  25%}, for 2,500 basis points. */
    static String of(int basisPoints) {
        int full = basisPoints * LENGTH / 10_000;
        return "[" + "#".repeat(full) + "-".repeat(LENGTH - full) + "] "
                + String.format(Locale.ROOT, "%3d%%", basisPoints / 100);
    }
}
