package io.ordinal.launcher;

import io.ordinal.launcher.chaos.ChaosFailedException;
import io.ordinal.launcher.chaos.ChaosReport;
import io.ordinal.launcher.chaos.ChaosRun;
import io.ordinal.launcher.chaos.ChaosSettings;
import io.ordinal.launcher.chaos.Failover;
import io.ordinal.launcher.chaos.FailoverReport;
import io.ordinal.launcher.chaos.FaultKind;
import io.ordinal.launcher.chaos.MovesFigures;
import io.ordinal.launcher.chaos.MovesMeasurement;
import io.ordinal.launcher.chaos.MovesPlan;
import io.ordinal.launcher.chaos.Strikes;
import io.ordinal.launcher.chaos.StrikesReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ordinal chaos}. */
@Command(
        name = "chaos",
        description = {
            "Do harm to a cluster of its own (kill, stop, cut, fill), and check every answer that callers get.",
            "The cluster runs as processes on loopback. Each key's history is linearizable, the order of numbers agrees",
            "with real time, no number is given twice, and every acknowledged write is there at the end."
        },
        footer = {
            "",
            "Examples:",
            "  ordinal chaos --minutes 30",
            "  ordinal chaos --minutes 5 --seed 4711 --faults kill,pause",
            "  ordinal chaos --measure failover",
            "  ordinal chaos --measure moves --keys 100000 --rate 1000",
            "  ordinal chaos --measure strikes",
            "",
            "The seed decides which faults come, on whom and for how long; processes have their own pace, so the same seed",
            "is not the same run. It ends with exit code 1, and keeps its folder, if something was broken, or if moves miss",
            "a goal."
        })
final class ChaosCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--minutes",
            paramLabel = "M",
            description = "How long; 0.5 is half a minute. Default: ${DEFAULT-VALUE}.",
            defaultValue = "5")
    private double minutes;

    @Option(names = "--seed", paramLabel = "S", description = "Default: a fresh one, which is printed.")
    private @Nullable Long seed;

    @Option(
            names = "--nodes",
            paramLabel = "N",
            description = "How many. Default: ${DEFAULT-VALUE}.",
            defaultValue = "3")
    private int nodes;

    @Option(
            names = "--faults",
            paramLabel = "LIST",
            split = ",",
            description = {
                "Only these, separated by commas; `none` for none. Default: all. On a node: kill (and start again), pause,",
                "cut (its connections break), deaf (nothing gets to its port), mute (no answer comes from it),",
                "zookeeper-cut, zookeeper-silent, disk-full (takes root and Linux: it mounts small file systems),",
                "failed-force (takes strace: the node's disk cannot force).",
                "Beside: sequencer (kill whoever holds the office), zookeeper-kill."
            })
    private @Nullable List<String> faults;

    @Option(
            names = "--measure",
            paramLabel = "WHAT",
            description = {
                "failover: no random faults, but how long writes stand still when a leader is killed, stopped or asked to",
                "leave, and when the sequencer is killed; as a table.",
                "moves: what it costs that two nodes join and are drained again while clients go on: failed operations,",
                "latencies, bytes copied, and whether every key is right at the end; as a table with its goals.",
                "strikes: a node joins and is drained again and again; at each moment of it, from a split to a merge, leader,",
                "target, rebalancer, sequencer and ZooKeeper are killed and paused, and every key is judged at the end."
            })
    private @Nullable Measurement measure;

    @Option(
            names = "--trials",
            paramLabel = "N",
            description = "With --measure failover: how often each is tried. Default: ${DEFAULT-VALUE}.",
            defaultValue = "10")
    private int trials;

    @Option(
            names = "--keys",
            paramLabel = "N",
            description = "With --measure moves: how many are loaded before. Default: ${DEFAULT-VALUE}.",
            defaultValue = "100000")
    private int keys;

    @Option(
            names = "--rate",
            paramLabel = "R",
            description = "With --measure moves: operations that begin each second. Default: ${DEFAULT-VALUE}.",
            defaultValue = "1000")
    private double perSecond;

    @Option(
            names = "--value-size",
            paramLabel = "B",
            description = "With --measure moves: bytes of each value. Default: ${DEFAULT-VALUE}.",
            defaultValue = "100")
    private int valueBytes;

    @Option(names = "--keep", description = "Keep the folder with data and logs in any case.")
    private boolean keep;

    /** What can be measured. */
    enum Measurement {
        failover,
        moves,
        strikes
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        ChaosSettings settings = settings();
        MovesPlan moves = measure == Measurement.moves ? movesPlan() : null;
        Path folder = Files.createTempDirectory("ordinal-chaos");
        boolean failed = true;
        try {
            if (moves != null) {
                failed = isMissed(moves, folder);
            } else if (measure == Measurement.strikes) {
                failed = isBroken(settings.seed(), folder);
            } else if (measure == null) {
                failed = isBroken(settings, folder);
            } else {
                measureFailover(folder);
                failed = false;
            }
            return failed ? ExitCode.FAILED : ExitCode.OK;
        } catch (ChaosFailedException e) {
            throw new LaunchException(
                    ExitCode.FAILED, "the run did not go on, with seed " + settings.seed() + ": " + e.getMessage(), e);
        } finally {
            if (keep || failed) {
                Console.say(spec, "kept: %s", folder);
            } else {
                FolderTree.delete(folder);
            }
        }
    }

    private boolean isBroken(ChaosSettings settings, Path folder) throws InterruptedException {
        Console.say(spec, "seed %d", settings.seed());
        ChaosReport report = ChaosRun.run(settings, folder, line -> Console.say(spec, "%s", line));
        Console.say(spec, "%s", ChaosTable.print(report));
        return report.violation() != null;
    }

    private boolean isBroken(long seed, Path folder) throws InterruptedException {
        StrikesReport report = Strikes.run(seed, folder, line -> Console.say(spec, "%s", line));
        Console.say(spec, "%s", StrikesTable.print(report));
        return !report.broken().isEmpty();
    }

    private void measureFailover(Path folder) throws InterruptedException {
        FailoverReport report = Failover.measure(nodes, trials, folder, line -> Console.say(spec, "%s", line));
        Console.say(spec, "%s", FailoverTable.print(report));
    }

    private boolean isMissed(MovesPlan plan, Path folder) throws InterruptedException {
        MovesFigures figures = MovesMeasurement.measure(plan, folder, line -> Console.say(spec, "%s", line));
        Console.say(spec, "%s", MovesTable.print(figures));
        return !figures.verdict().isEmpty();
    }

    private MovesPlan movesPlan() {
        try {
            return new MovesPlan(nodes, keys, valueBytes, perSecond);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private ChaosSettings settings() {
        long chosen = seed != null ? seed : ThreadLocalRandom.current().nextLong(1L << 48);
        if (trials < 1) {
            throw new ParameterException(spec.commandLine(), "--trials is at least 1, not " + trials);
        }
        try {
            return new ChaosSettings(Duration.ofMillis(Math.round(minutes * 60_000)), chosen, nodes, kinds());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private List<FaultKind> kinds() {
        if (faults == null) {
            return List.of(FaultKind.values());
        }
        List<FaultKind> kinds = new ArrayList<>();
        for (String words : faults) {
            if (!words.equals("none")) {
                kinds.add(kind(words));
            }
        }
        return kinds;
    }

    private static FaultKind kind(String words) {
        return Arrays.stream(FaultKind.values())
                .filter(kind -> kind.words().equals(words.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no fault '" + words + "'; there are "
                        + Arrays.stream(FaultKind.values())
                                .map(FaultKind::words)
                                .collect(Collectors.joining(", "))));
    }
}
