package io.ordinal.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.client.OrdinalClient;
import io.ordinal.client.ScanOutcome;
import io.ordinal.client.ScanQuery;
import io.ordinal.launcher.load.ClosedLoop;
import io.ordinal.launcher.load.Ending;
import io.ordinal.launcher.load.Interval;
import io.ordinal.launcher.load.KeySpace;
import io.ordinal.launcher.load.Load;
import io.ordinal.launcher.load.OpenLoop;
import io.ordinal.launcher.load.Work;
import io.ordinal.protocol.ReadMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten times what three nodes with little memory can do, large values, and scans of everything beside it. */
class OverloadTest {
    private static final Work SMALL = new KeySpace(10_000, 100, 1).mix(0, ReadMode.ANY);
    private static final Work LARGE = new KeySpace(20, 200_000, 2).mix(0, ReadMode.ANY);
    private static final Duration SHORT = Duration.ofMillis(800);
    private static final Duration LONG = Duration.ofSeconds(10);

    /** The heap of 256 MiB, as much outside of it, and mapped journals. */
    private static final long MAX_RSS_MIB = 1_100;

    @TempDir
    private Path folder;

    private final List<OrdinalClient> clients = new ArrayList<>();
    private volatile boolean scanning = true;

    @Test
    void ten_times_what_they_can_do_is_refused_and_harms_nobody() throws InterruptedException {
        try (ProcessCluster cluster = ProcessCluster.ofThree(folder)) {
            for (int i = 0; i < 4; i++) {
                clients.add(cluster.connect());
            }
            double sustainable =
                    run(ClosedLoop.start(clients, 256, SMALL, LONG, 1), 2).writesPerSecond();
            assertThat(sustainable).isPositive();

            CompletableFuture<?> scans = CompletableFuture.allOf(
                    clients.stream().map(client -> scan(client, null)).toArray(CompletableFuture[]::new));
            Load large = OpenLoop.start(clients, 200, 100, LARGE, SHORT, 2);
            Interval overload = run(OpenLoop.start(clients, 10 * sustainable, 16_000, SMALL, SHORT, 3), 6);
            large.close();
            scanning = false;
            scans.join();
            Interval after = run(OpenLoop.start(clients, sustainable / 5, 16_000, SMALL, LONG, 4), 2);

            String told = "sustainable " + sustainable + ", accepted " + overload.writesPerSecond() + ", "
                    + overload.endings() + ", afterwards " + after.endings();
            assertThat(overload.writesPerSecond()).as(told).isGreaterThan(sustainable / 20);
            assertThat(overload.count(Ending.NOT_DONE) + overload.count(Ending.NOT_STARTED))
                    .as(told)
                    .isPositive();
            assertThat(seconds(overload.writeNanos().getValueAtPercentile(99)))
                    .as("p99 of the accepted, in s; " + told)
                    .isLessThan(2);
            assertThat(seconds(overload.refusedNanos().getValueAtPercentile(99)))
                    .as("p99 of the refused, in s; " + told)
                    .isLessThan(2);
            assertThat(after.endings()).as(told).containsOnlyKeys(Ending.APPLIED);
            for (String node : List.of("n1", "n2", "n3")) {
                assertThat(cluster.node(node).isAlive()).as(node).isTrue();
                assertThat(rssMib(cluster.node(node).pid()))
                        .as("resident MiB of " + node)
                        .isLessThan(MAX_RSS_MIB);
            }
        } finally {
            clients.forEach(OrdinalClient::close);
        }
    }

    private static Interval run(Load load, int seconds) throws InterruptedException {
        try (load) {
            load.idle().get(seconds, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            return load.takeInterval();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
        throw new AssertionError("the load ended by itself: " + load.firstTrouble());
    }

    /** Page after page, from the beginning again after the last. */
    private CompletableFuture<ScanOutcome> scan(OrdinalClient client, String cursor) {
        return client.scan(ScanQuery.all().from(cursor), LONG)
                .thenCompose(outcome -> scanning
                        ? scan(client, outcome instanceof ScanOutcome.Page page ? page.cursor() : null)
                        : CompletableFuture.completedFuture(outcome));
    }

    private static double seconds(long nanos) {
        return nanos / 1e9;
    }

    private static long rssMib(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1_024)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
