package io.ordinal.repl.jline;

import io.ordinal.repl.Screen;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** The terminal that a shell's command runs at, for one that draws the same again and again. Ctrl-C is its own until it is closed. */
public final class ShellTerminal implements AutoCloseable {
    private final Terminal terminal;
    private final TerminalScreen screen;

    private ShellTerminal(Terminal terminal) {
        this.terminal = terminal;
        this.screen = new TerminalScreen(terminal);
    }

    /** Opens it; empty if standard input or output is none, as in a script. */
    public static Optional<ShellTerminal> open() throws IOException {
        SystemStreams streams = SystemStreams.look();
        if (!streams.in() || !streams.out()) {
            return Optional.empty();
        }
        return Optional.of(new ShellTerminal(TerminalBuilder.builder()
                .system(true)
                .dumb(true)
                .encoding(StandardCharsets.UTF_8)
                .build()));
    }

    public Screen screen() {
        return screen;
    }

    /** What was drawn last stays where it is. */
    @Override
    public void close() throws IOException {
        screen.end();
        terminal.close();
    }
}
