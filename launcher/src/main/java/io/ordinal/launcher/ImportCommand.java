package io.ordinal.launcher;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ordinal import}: the REPL's command of that name, from a shell. */
@Command(
        name = "import",
        description = {
            "Write the rows of a file; the value is the row as JSON.",
            "Of rows with the same key the later wins. Bad rows are reported, counted and left out; then the exit code is"
                    + " 1. After an interruption the same command goes on where it stopped. What `ordinal export` wrote is"
                    + " recognised, if no --key is given."
        },
        footer = {
            "",
            "Examples:",
            "  ordinal import cities.json --key country,name,lat,lng",
            "  ordinal import people.csv --key id --rejects bad.jsonl",
            "  ordinal import backup.jsonl",
            "  ordinal export - | ordinal import - --format jsonl --node OTHER:PORT"
        })
final class ImportCommand implements Callable<Integer> {
    @Mixin
    private ClusterOption cluster;

    @Parameters(paramLabel = "FILE", description = "The file, or - for standard input.")
    private String file;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "csv, tsv, jsonl or json; else the file's extension says it.")
    private String format = "";

    @Option(
            names = "--key",
            paramLabel = "FIELD[,FIELD...]",
            description = "The fields that make the key. Default: key.")
    private String key = "";

    @Option(
            names = "--separator",
            paramLabel = "TEXT",
            description = "What stands between the fields of a key. Default: /.")
    private String separator = "/";

    @Option(
            names = "--in-flight",
            paramLabel = "N",
            description = "Writes under way at a time, 1 to 1024. Default: 256.")
    private String inFlight = "";

    @Option(names = "--rejects", paramLabel = "FILE", description = "List all bad rows there, a JSON object a line.")
    private String rejects = "";

    @Option(
            names = "--patience",
            paramLabel = "TIME",
            description = "Give up when nothing could be written for so long. Default: 1m.")
    private String patience = "";

    @Option(names = "--restart", description = "Begin with the first row, whatever an earlier run did.")
    private boolean restart;

    @Option(names = "--json", description = "Print the result for machines.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        ReplWords words = new ReplWords("import")
                .option("--format", format)
                .option("--key", key)
                .option("--in-flight", inFlight)
                .option("--rejects", rejects)
                .option("--patience", patience)
                .flag("--restart", restart);
        words.always("--separator", separator);
        return words.run(cluster, List.of(file), json);
    }
}
