package io.ordinal.repl.jline;

import io.ordinal.repl.Screen;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;
import org.jline.utils.NonBlockingReader;
import org.jspecify.annotations.Nullable;

/** The terminal that somebody sits at, for the command that runs. Confined to the thread that runs commands, but for Ctrl-C. */
final class TerminalScreen implements Screen {
    private final Terminal terminal;
    private volatile boolean interrupted;
    private @Nullable Display display;
    private @Nullable Attributes cooked;
    private int drawnLines;

    TerminalScreen(Terminal terminal) {
        this.terminal = terminal;
        terminal.handle(Terminal.Signal.INT, signal -> interrupted = true);
    }

    /** A command begins: what an earlier one drew stays where it is, and its Ctrl-C is forgotten. */
    void begin() {
        interrupted = false;
        display = null;
        drawnLines = 0;
    }

    /** The command ended: what it drew stays, and the next thing stands below. */
    void end() {
        if (cooked != null) {
            terminal.setAttributes(cooked);
            cooked = null;
        }
        if (drawnLines > 0) {
            terminal.writer().println();
            drawnLines = 0;
        }
        terminal.flush();
    }

    @Override
    public boolean canDraw() {
        return true;
    }

    @Override
    public boolean hasKeys() {
        return true;
    }

    @Override
    public int columns() {
        return Math.max(terminal.getColumns(), 40);
    }

    @Override
    public int displayWidth(String text) {
        return new AttributedString(text).columnLength();
    }

    @Override
    public void redraw(List<String> lines) {
        int rows = Math.max(terminal.getRows(), 3);
        int columns = columns();
        Display drawn = display;
        if (drawn == null) {
            drawn = new Display(terminal, false);
            display = drawn;
        }
        drawn.resize(terminal);
        List<AttributedString> fitting = lines.stream()
                .limit(rows - 1L)
                .map(line -> new AttributedString(line).columnSubSequence(0, columns - 1))
                .toList();
        drawn.update(fitting, -1);
        drawnLines = fitting.size();
        terminal.flush();
    }

    @Override
    public boolean keyWithin(Duration time) {
        if (cooked == null) {
            cooked = terminal.enterRawMode();
        }
        try {
            int key = terminal.reader().read(time.toMillis());
            return key != NonBlockingReader.READ_EXPIRED;
        } catch (IOException e) {
            throw new UncheckedIOException("the terminal is gone", e);
        }
    }

    @Override
    public boolean isInterrupted() {
        return interrupted;
    }
}
