package io.ordinal.repl.jline;

import io.ordinal.repl.Screen;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import org.jline.utils.AttributedString;

/**
 * Standard error, seen by somebody while standard output goes elsewhere: one line of progress can be drawn there. It asks the
 * terminal for nothing, so it costs a script nothing either.
 */
final class ErrorScreen implements Screen {
    private static final int COLUMNS = 79;
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintStream err;

    ErrorScreen(PrintStream err) {
        this.err = err;
    }

    @Override
    public boolean canDraw() {
        return true;
    }

    @Override
    public boolean hasKeys() {
        return false;
    }

    @Override
    public int columns() {
        return COLUMNS;
    }

    @Override
    public int displayWidth(String text) {
        return new AttributedString(text).columnLength();
    }

    @Override
    public void redraw(List<String> lines) {
        String line = lines.isEmpty() ? "" : lines.get(lines.size() - 1);
        err.print(CLEAR_LINE + new AttributedString(line).columnSubSequence(0, COLUMNS));
        err.flush();
    }

    @Override
    public boolean keyWithin(Duration time) {
        throw new IllegalStateException("keys are not read here");
    }

    @Override
    public boolean isInterrupted() {
        return Thread.currentThread().isInterrupted();
    }
}
