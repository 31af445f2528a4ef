package io.ordinal.launcher;

import io.ordinal.client.OrdinalClient;
import io.ordinal.launcher.load.LoadPlan;
import io.ordinal.launcher.load.LoadReport;
import io.ordinal.protocol.Operation;
import io.ordinal.protocol.ReadMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ordinal bench}. */
@Command(
        name = "bench",
        description = {
            "Measure a running cluster: how many operations it answers, and how long each takes.",
            "It keeps so many operations under way, or begins so many each second. It writes keys that begin with bench/",
            "and leaves them there."
        },
        footer = {
            "",
            "Examples:",
            "  ordinal bench                                   only writes",
            "  ordinal bench --read-share 1 --in-flight 256    only reads, after every key was written once",
            "  ordinal bench --rate 5000 --deadline 1          5,000 begin each second; latency counts from then",
            "  ordinal bench --read-share 0.5 --node 127.0.0.1:7101 --json",
            "",
            "It ends with exit code 1 if an operation was refused, failed or has an unknown outcome."
        })
final class BenchCommand implements Callable<Integer> {
    private static final int MAX_IN_FLIGHT = 1_024;
    private static final int IN_FLIGHT_OF_RATE = 4_096;
    private static final int MAX_IN_FLIGHT_OF_RATE = 16_384;
    private static final double MAX_DEADLINE_SECONDS = 3_600;
    private static final int REFRESH_TRIES = 5;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ClusterOption cluster;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "How long to measure. Default: ${DEFAULT-VALUE}.",
            defaultValue = "20")
    private int seconds;

    @Option(
            names = "--warmup",
            paramLabel = "S",
            description = "How long to run before measuring. Default: ${DEFAULT-VALUE}.",
            defaultValue = "10")
    private int warmup;

    @Option(
            names = "--operations",
            paramLabel = "N",
            description = "Measure until so many have ended, the warm-up's included, however long it takes.")
    private @Nullable Long operations;

    @Option(
            names = "--in-flight",
            paramLabel = "N",
            description = "Operations under way at a time, over all clients; with --rate, at most. Default: 64; with "
                    + "--rate, 4,096 for each client.")
    private @Nullable Integer inFlightAsked;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description =
                    "Begin so many operations each second, whatever becomes of those before. What is due when too "
                            + "many are under way counts as not started.")
    private @Nullable Double rate;

    @Option(
            names = "--deadline",
            paramLabel = "S",
            description = "How long each operation may take; fractions are allowed. Default: ${DEFAULT-VALUE}.",
            defaultValue = "10")
    private double deadlineSeconds;

    @Option(
            names = "--clients",
            paramLabel = "N",
            description = "Clients with connections and threads of their own. Default: ${DEFAULT-VALUE}.",
            defaultValue = "1")
    private int clients;

    @Option(
            names = "--value-size",
            paramLabel = "BYTES",
            description = "Of each value; keys have 7 to 13. Default: ${DEFAULT-VALUE}.",
            defaultValue = "100")
    private int valueBytes;

    @Option(
            names = "--keys",
            paramLabel = "N",
            description = "How many different keys, chosen at random. Default: ${DEFAULT-VALUE}.",
            defaultValue = "100000")
    private int keys;

    @Option(
            names = "--read-share",
            paramLabel = "SHARE",
            description = "Reads among all operations, 0 to 1. Default: ${DEFAULT-VALUE}.",
            defaultValue = "0")
    private double readShare;

    /** How fresh reads must be. */
    enum Freshness {
        linearizable,
        any
    }

    @Option(
            names = "--read",
            paramLabel = "MODE",
            description = "linearizable: from the leader. any: from any replica. Default: ${DEFAULT-VALUE}.",
            defaultValue = "linearizable")
    private Freshness read;

    @Option(
            names = "--progress",
            paramLabel = "S",
            description = "Say on standard error every S seconds how many operations were answered. Default: never.",
            defaultValue = "0")
    private int every;

    @Option(names = "--json", description = "For machines.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        LoadPlan plan = plan();
        try (Closer opened = new Closer()) {
            List<OrdinalClient> connected = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                ClusterConnection connection = cluster.connect();
                opened.add("a client", connection::close);
                requireAnswer(connection);
                connected.add(connection.client());
            }
            BenchProgress progress = new BenchProgress(keys, spec.commandLine().getErr(), every);
            LoadReport report = plan.run(connected, progress);
            progress.end();
            Console.say(spec, "%s", json ? Json.print(report) : BenchTable.print(report));
            return report.unexpected() == 0 ? ExitCode.OK : ExitCode.FAILED;
        }
    }

    /** A cluster that is under load already may be slow to answer, as may this process that has just begun. */
    private static void requireAnswer(ClusterConnection connection) {
        int tries = 1;
        while (tries < REFRESH_TRIES
                && connection.client().refresh().join().nodes().isEmpty()) {
            tries++;
        }
        connection.refresh();
    }

    private LoadPlan plan() {
        require(clients >= 1, "--clients is at least 1");
        require(rate == null || rate > 0, "--rate is above 0");
        require(
                deadlineSeconds > 0 && deadlineSeconds <= MAX_DEADLINE_SECONDS,
                "--deadline is above 0, and at most " + MAX_DEADLINE_SECONDS + " s");
        int usual = rate == null ? 64 : IN_FLIGHT_OF_RATE * clients;
        int inFlight = inFlightAsked == null ? usual : inFlightAsked;
        int most = rate == null ? MAX_IN_FLIGHT : MAX_IN_FLIGHT_OF_RATE;
        require(
                inFlight >= clients && inFlight / clients < most,
                "--in-flight is at least 1 and at most " + most + " for each client");
        require(
                valueBytes >= 0 && valueBytes <= Operation.Put.MAX_VALUE_LENGTH_BYTES,
                "--value-size is at most " + Operation.Put.MAX_VALUE_LENGTH_BYTES);
        try {
            ReadMode mode = read == Freshness.linearizable ? ReadMode.LINEARIZABLE : ReadMode.ANY;
            return new LoadPlan(
                    inFlight,
                    keys,
                    valueBytes,
                    readShare,
                    mode,
                    warmup,
                    operations == null ? seconds : Integer.MAX_VALUE,
                    operations == null ? Long.MAX_VALUE : operations,
                    rate == null ? 0 : rate,
                    Duration.ofNanos((long) (deadlineSeconds * 1e9)));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private void require(boolean holds, String rule) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), rule);
        }
    }
}
