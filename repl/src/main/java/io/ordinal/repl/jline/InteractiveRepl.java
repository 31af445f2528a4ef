package io.ordinal.repl.jline;

import io.ordinal.client.OrdinalClient;
import io.ordinal.repl.Commands;
import io.ordinal.repl.Completion;
import io.ordinal.repl.ExitStatus;
import io.ordinal.repl.Interpreter;
import io.ordinal.repl.Output;
import io.ordinal.repl.Prompt;
import io.ordinal.repl.Session;
import io.ordinal.repl.Suggestion;
import io.ordinal.repl.TextOutput;
import io.ordinal.repl.file.ExportCommand;
import io.ordinal.repl.file.ImportCommand;
import io.ordinal.repl.jackson.JsonOutput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;

/** Somebody at a terminal, typing. For one thread. */
final class InteractiveRepl {
    private static final int MOST_CANDIDATES_SHOWN = 100;

    private final OrdinalClient client;
    private final Terminal terminal;
    private final TerminalScreen screen;
    private final Interpreter interpreter;
    private final LineReader reader;

    /** @param home where the history of typed lines is kept */
    InteractiveRepl(OrdinalClient client, Terminal terminal, ReplSettings settings, Path home) {
        this.client = client;
        this.terminal = terminal;
        this.screen = new TerminalScreen(terminal);
        Consumer<String> print = text -> {
            terminal.writer().println(text);
            terminal.flush();
        };
        Consumer<String> warn = text -> {
            AttributedString shown =
                    new AttributedString(text, AttributedStyle.DEFAULT.foreground(AttributedStyle.YELLOW));
            terminal.writer().println(shown.toAnsi(terminal));
            terminal.flush();
        };
        Output output = settings.json() ? new JsonOutput(print, warn) : new TextOutput(print, warn);
        Commands commands = new Commands(List.of(
                new ImportCommand(null, System::nanoTime), new ExportCommand(terminal.output(), System::nanoTime)));
        this.interpreter = new Interpreter(commands, new Session(client, output, screen, settings.deadline()));
        this.reader = reader(new Completion(commands, new LiveCluster(client)), home);
    }

    private LineReader reader(Completion completion, Path home) {
        LineReaderBuilder builder = LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("ordinal")
                .parser((line, cursor, context) -> TypedLine.of(line, cursor))
                .completer((unused, line, candidates) -> complete(completion, line, candidates))
                .variable(LineReader.LIST_MAX, MOST_CANDIDATES_SHOWN)
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .option(LineReader.Option.HISTORY_IGNORE_SPACE, true)
                .option(LineReader.Option.HISTORY_IGNORE_DUPS, true)
                .option(LineReader.Option.CASE_INSENSITIVE, false);
        HistoryFile.open(home).ifPresent(file -> builder.variable(LineReader.HISTORY_FILE, file));
        return builder.build();
    }

    private static void complete(Completion completion, ParsedLine line, List<Candidate> candidates) {
        if (line instanceof TypedLine typed) {
            for (Suggestion found : completion.suggest(typed.before(), typed.partial())) {
                String description = found.description().isEmpty() ? null : found.description();
                candidates.add(
                        new Candidate(found.word(), found.word(), null, description, null, null, found.complete()));
            }
        }
    }

    /** Runs until Ctrl-D or {@code exit}. */
    ExitStatus run() throws IOException {
        try (NewsThread news = new NewsThread(client, lines -> lines.forEach(this::tell))) {
            greet();
            while (!interpreter.isExited() && one(news)) {
                // One line after another.
            }
        } finally {
            reader.getHistory().save();
        }
        return ExitStatus.OK;
    }

    /** @return whether there may be another line */
    private boolean one(NewsThread news) {
        String line;
        try {
            line = reader.readLine(Prompt.of(news.health()));
        } catch (UserInterruptException e) {
            return true;
        } catch (EndOfFileException e) {
            return false;
        }
        screen.begin();
        try {
            interpreter.run(line);
        } finally {
            screen.end();
        }
        return true;
    }

    private void greet() {
        int nodes = client.cluster().present().size();
        terminal.writer()
                .println("Ordinal, " + nodes + (nodes == 1 ? " node" : " nodes")
                        + ". `help` lists the commands, Tab completes, Ctrl-D ends.");
        terminal.flush();
    }

    private void tell(String line) {
        if (!interpreter.isExited()) {
            reader.printAbove(new AttributedString("* " + line, AttributedStyle.DEFAULT.faint()));
        }
    }
}
