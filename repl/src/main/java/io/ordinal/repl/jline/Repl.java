package io.ordinal.repl.jline;

import io.ordinal.client.OrdinalClient;
import io.ordinal.repl.Commands;
import io.ordinal.repl.ExitStatus;
import io.ordinal.repl.Interpreter;
import io.ordinal.repl.Output;
import io.ordinal.repl.Screen;
import io.ordinal.repl.Session;
import io.ordinal.repl.TextOutput;
import io.ordinal.repl.Word;
import io.ordinal.repl.file.ExportCommand;
import io.ordinal.repl.file.ImportCommand;
import io.ordinal.repl.jackson.JsonOutput;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/** Talk to a cluster by hand, or by script. The client stays open. */
public final class Repl {
    private final OrdinalClient client;
    private final ReplSettings settings;
    private final SystemStreams streams = SystemStreams.look();

    private Repl(OrdinalClient client, ReplSettings settings) {
        this.client = client;
        this.settings = settings;
    }

    /**
     * Runs the settings' expressions if there are any; otherwise asks for lines if somebody sits at a terminal, or runs those of
     * standard input.
     *
     * @return how the first command ended that did not end well; a conversation always ends well
     */
    public static ExitStatus run(OrdinalClient client, ReplSettings settings) throws IOException {
        Repl repl = new Repl(client, settings);
        if (!settings.expressions().isEmpty()) {
            return repl.interpreter(null).runAll(settings.expressions().iterator(), settings.keepGoing());
        }
        return repl.streams.in() && repl.streams.out() ? repl.converse() : repl.runScript(System.in);
    }

    /** Runs one command whose words a shell has split. It may read standard input. */
    public static ExitStatus runCommand(OrdinalClient client, List<String> words, ReplSettings settings) {
        return new Repl(client, settings)
                .interpreter(System.in)
                .run(words.stream().map(Word::of).toList());
    }

    private ExitStatus converse() throws IOException {
        try (Terminal terminal = TerminalBuilder.builder()
                .system(true)
                .dumb(true)
                .encoding(StandardCharsets.UTF_8)
                .build()) {
            Path home = Path.of(System.getProperty("user.home"));
            return new InteractiveRepl(client, terminal, settings, home).run();
        }
    }

    private ExitStatus runScript(InputStream in) {
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        return interpreter(null).runAll(lines.lines().iterator(), settings.keepGoing());
    }

    private Interpreter interpreter(@Nullable InputStream standardInput) {
        Consumer<String> out = printer(System.out);
        Consumer<String> err = printer(System.err);
        Output output = settings.json() ? new JsonOutput(out, err) : new TextOutput(out, err);
        Screen screen = streams.err() ? new ErrorScreen(System.err) : Screen.NONE;
        Commands commands = new Commands(List.of(
                new ImportCommand(standardInput, System::nanoTime), new ExportCommand(System.out, System::nanoTime)));
        return new Interpreter(commands, new Session(client, output, screen, settings.deadline()));
    }

    /** In UTF-8, whatever the platform's own encoding: what is printed is read by machines too. */
    private static Consumer<String> printer(PrintStream to) {
        PrintStream utf8 = new PrintStream(to, true, StandardCharsets.UTF_8);
        return utf8::println;
    }
}
