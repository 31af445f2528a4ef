package io.ordinal.launcher;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ordinal export}: the REPL's command of that name, from a shell. */
@Command(
        name = "export",
        description = {
            "Write all entries to a file, a JSON object a line, for `ordinal import`.",
            "Keys and values of any bytes, and what remains of their time to live, survive. It is no snapshot: entries are"
                    + " read one page after another while writes go on. Numbers are not kept: an import writes anew."
        },
        footer = {
            "",
            "Examples:",
            "  ordinal export backup.jsonl",
            "  ordinal export - --prefix user: | gzip > users.jsonl.gz"
        })
final class ExportCommand implements Callable<Integer> {
    @Mixin
    private ClusterOption cluster;

    @Parameters(paramLabel = "FILE", description = "The file, or - for standard output.")
    private String file;

    @Option(names = "--prefix", paramLabel = "PREFIX", description = "Only entries whose keys begin with it.")
    private String prefix = "";

    @Option(
            names = "--read",
            paramLabel = "HOW",
            description = "linearizable (the default: the newest) or any (the nearest replica, also without a quorum).")
    private String read = "";

    @Option(names = "--overwrite", description = "Replace the file if it is there already.")
    private boolean overwrite;

    @Option(names = "--json", description = "Print the result for machines.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        return new ReplWords("export")
                .option("--prefix", prefix)
                .option("--read", read)
                .flag("--overwrite", overwrite)
                .run(cluster, List.of(file), json);
    }
}
