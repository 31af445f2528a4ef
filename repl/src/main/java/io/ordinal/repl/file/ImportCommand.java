package io.ordinal.repl.file;

import io.ordinal.repl.Argument;
import io.ordinal.repl.Argument.Kind;
import io.ordinal.repl.Command;
import io.ordinal.repl.CommandFailedException;
import io.ordinal.repl.CommandSpec;
import io.ordinal.repl.Durations;
import io.ordinal.repl.ExitStatus;
import io.ordinal.repl.Invocation;
import io.ordinal.repl.Option;
import io.ordinal.repl.Session;
import io.ordinal.repl.SyntaxException;
import io.ordinal.repl.Word;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** {@code import}. */
public final class ImportCommand implements Command {
    private static final CommandSpec SPEC = new CommandSpec(
            "import",
            "write the rows of a file",
            List.of(Argument.required("FILE", Kind.FILE)),
            List.of(
                    Option.of(
                            "--format",
                            "FORMAT",
                            Kind.FORMAT,
                            "csv, tsv, jsonl or json; else the file's extension says it"),
                    Option.of(
                            "--key",
                            "FIELDS",
                            Kind.TEXT,
                            "the fields that make the key, with commas between; default key"),
                    Option.of("--separator", "TEXT", Kind.TEXT, "what stands between the fields of a key; default /"),
                    Option.of(
                            "--in-flight",
                            "N",
                            Kind.NUMBER,
                            "writes under way at a time, 1 to " + ImportOptions.MAX_IN_FLIGHT + "; default "
                                    + ImportOptions.DEFAULT_IN_FLIGHT),
                    Option.of("--rejects", "FILE", Kind.FILE, "list all bad rows there, a JSON object a line"),
                    Option.of(
                            "--patience",
                            "TIME",
                            Kind.DURATION,
                            "give up when nothing could be written for so long; default 1m"),
                    Option.flag("--restart", "begin with the first row, whatever an earlier run did")),
            List.of(
                    "The value is the row as JSON. Of rows with the same key the later wins, and they are counted. A row that"
                            + " cannot be read is reported with its line, counted and left out; then the exit code is 1.",
                    "What `export` wrote is recognised if no --key is given: keys and values come back byte for byte, with what"
                            + " remained of their time to live.",
                    "After an interruption the same command goes on where it stopped, provided that the file is the same. It"
                            + " keeps FILE.ordinal-import beside the file for that.",
                    "FILE may be - for standard input; that needs --format, and cannot be resumed."),
            List.of(
                    "import cities.json --key country,name,lat,lng",
                    "import people.csv --key id --rejects bad.jsonl",
                    "import backup.jsonl"));

    private final @Nullable InputStream standardInput;
    private final LongSupplier nanoClock;

    /** @param standardInput null where it is taken: somebody types there, or a script is read from it */
    public ImportCommand(@Nullable InputStream standardInput, LongSupplier nanoClock) {
        this.standardInput = standardInput;
        this.nanoClock = nanoClock;
    }

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public ExitStatus run(Invocation invocation, Session session) {
        ImportOptions options = options(invocation);
        InputStream in = standardInput;
        if (in == null) {
            if (options.file() == null) {
                throw new SyntaxException(
                        "standard input is where commands come from here: name a file, or use `ordinal"
                                + " import -` from a shell");
            }
            in = InputStream.nullInputStream();
        }
        try {
            return new FileImport(options, session, in, nanoClock).run();
        } catch (IOException | UncheckedIOException e) {
            throw new CommandFailedException(
                    ExitStatus.FAILED,
                    "the import stopped, a file could not be read or written: " + e
                            + "; mend that, and give the same command" + " to go on",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException(
                    ExitStatus.UNKNOWN, "the import was interrupted; the same command goes on", e);
        }
    }

    private static ImportOptions options(Invocation invocation) {
        String name = invocation.operand(0).map(Word::text).orElse("-");
        Optional<InputFormat> format = invocation.text("--format").map(InputFormat::parse);
        InputFormat known = format.or(() -> InputFormat.guess(name))
                .orElseThrow(() -> new SyntaxException("the format of '" + name
                        + "' cannot be told from its name: add --format csv, tsv, jsonl or json"));
        List<String> fields = invocation
                .text("--key")
                .map(text -> Arrays.asList(text.split(",", -1)))
                .orElse(List.of());
        if (fields.stream().anyMatch(String::isEmpty)) {
            throw new SyntaxException("--key takes names of fields with single commas between, such as country,name");
        }
        long inFlight = invocation.number("--in-flight").orElse((long) ImportOptions.DEFAULT_IN_FLIGHT);
        if (inFlight < 1 || inFlight > ImportOptions.MAX_IN_FLIGHT) {
            throw new SyntaxException(
                    "--in-flight is between 1 and " + ImportOptions.MAX_IN_FLIGHT + ", not " + inFlight);
        }
        return new ImportOptions(
                name.equals("-") ? null : path(name),
                known,
                new KeyFields(fields, invocation.text("--separator").orElse("/")),
                rejects(invocation),
                (int) inFlight,
                invocation.text("--patience").map(Durations::parse).orElse(ImportOptions.DEFAULT_PATIENCE),
                invocation.has("--restart"));
    }

    private static @Nullable Path rejects(Invocation invocation) {
        return invocation.text("--rejects").map(ImportCommand::path).orElse(null);
    }

    static Path path(String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new SyntaxException("'" + name + "' is no name of a file: " + e.getReason());
        }
    }
}
