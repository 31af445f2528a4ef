package io.ordinal.launcher.chaos;

import java.util.Locale;
import java.util.function.Consumer;

/** Says what happens, each line with the seconds since it began. Safe for use by any thread. */
final class Log {
    private final Consumer<String> out;
    private final long startNanos = System.nanoTime();

    Log(Consumer<String> out) {
        this.out = out;
    }

    synchronized void say(String format, Object... arguments) {
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        out.accept(String.format(Locale.ROOT, "%7.1f s  ", seconds) + String.format(Locale.ROOT, format, arguments));
    }
}
