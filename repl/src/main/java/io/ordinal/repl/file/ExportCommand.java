package io.ordinal.repl.file;

import io.ordinal.client.ScanQuery;
import io.ordinal.repl.Argument;
import io.ordinal.repl.Argument.Kind;
import io.ordinal.repl.Command;
import io.ordinal.repl.CommandFailedException;
import io.ordinal.repl.CommandSpec;
import io.ordinal.repl.ExitStatus;
import io.ordinal.repl.Invocation;
import io.ordinal.repl.Option;
import io.ordinal.repl.Session;
import io.ordinal.repl.Word;
import io.ordinal.repl.file.FileExport.ExportOptions;
import io.ordinal.ring.Bytes;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.function.LongSupplier;

/** {@code export}. */
public final class ExportCommand implements Command {
    private static final CommandSpec SPEC = new CommandSpec(
            "export",
            "write all entries to a file",
            List.of(Argument.required("FILE", Kind.FILE)),
            List.of(
                    Option.of("--prefix", "PREFIX", Kind.KEY, "only entries whose keys begin with it"),
                    Option.of(
                            "--read",
                            "HOW",
                            Kind.READ_MODE,
                            "linearizable (the default: the newest) or any (the nearest replica)"),
                    Option.flag("--overwrite", "replace the file if it is there already")),
            List.of(
                    "A JSON object a line, with keyUtf8 or keyBase64, valueUtf8 or valueBase64, the number, and ttlMillis if the"
                            + " entry expires. `import` reads it back: keys, values and remaining time to live survive.",
                    "It is no snapshot: entries are read one page after another while writes go on. Numbers are not kept: an"
                            + " import writes anew.",
                    "FILE may be - for standard output."),
            List.of("export backup.jsonl", "export users.jsonl --prefix user:", "export - --read any"));

    private final OutputStream standardOutput;
    private final LongSupplier nanoClock;

    public ExportCommand(OutputStream standardOutput, LongSupplier nanoClock) {
        this.standardOutput = standardOutput;
        this.nanoClock = nanoClock;
    }

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public ExitStatus run(Invocation invocation, Session session) {
        String name = invocation.operand(0).map(Word::text).orElse("-");
        Bytes prefix = invocation.word("--prefix").map(Word::bytes).orElse(Bytes.EMPTY);
        ScanQuery query = ScanQuery.prefix(prefix).withMode(invocation.readMode());
        ExportOptions options = new ExportOptions(
                name.equals("-") ? null : ImportCommand.path(name), query, invocation.has("--overwrite"));
        try {
            return new FileExport(options, session, standardOutput, nanoClock).run();
        } catch (IOException e) {
            throw new CommandFailedException(
                    ExitStatus.FAILED,
                    "the export stopped, it could not be written: " + e + "; check folder and disk",
                    e);
        }
    }
}
