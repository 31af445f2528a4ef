package io.ordinal.repl.file;

import io.ordinal.repl.Output;
import io.ordinal.repl.Screen;
import java.util.List;

/** Shows progress: a line that is drawn over and over at a terminal, now and then a line of its own elsewhere. */
final class ProgressView {
    private static final long PLAIN_LINE_NANOS = 5_000_000_000L;

    private final Screen screen;
    private final Output out;
    private long toldAtNanos;
    private boolean drawn;

    ProgressView(Screen screen, Output out, long nowNanos) {
        this.screen = screen;
        this.out = out;
        this.toldAtNanos = nowNanos;
    }

    void show(String line, long nowNanos) {
        if (screen.canDraw()) {
            drawn = true;
            screen.redraw(List.of(line));
        } else if (nowNanos - toldAtNanos >= PLAIN_LINE_NANOS) {
            toldAtNanos = nowNanos;
            out.note(line);
        }
    }

    /** Takes the drawn line away, so that what is said next stands in its place. */
    void clear() {
        if (drawn) {
            drawn = false;
            screen.redraw(List.of());
        }
    }
}
