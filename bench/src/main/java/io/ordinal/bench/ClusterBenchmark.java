package io.ordinal.bench;

import io.ordinal.client.OrdinalClient;
import io.ordinal.client.ReadOutcome;
import io.ordinal.client.WriteOutcome;
import io.ordinal.client.netty.NettyOrdinalClient;
import io.ordinal.protocol.ReadMode;
import io.ordinal.ring.Address;
import io.ordinal.ring.Key;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Puts and gets of 64 callers who each wait for their answer, against a running cluster that the system property
 * {@code ordinal.nodes} names: HOST:PORT, several separated by commas. For the cost of blocking calls; {@code ordinal
 * bench} measures a cluster with less of a load generator in the way.
 */
@NullUnmarked
@State(Scope.Benchmark)
@BenchmarkMode({Mode.Throughput, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.SECONDS)
@Threads(64)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(1)
public class ClusterBenchmark {
    private static final String NODES = "ordinal.nodes";
    private static final int LOADED_AT_ONCE = 512;

    private SampleLog samples;
    private OrdinalClient client;

    @Setup(Level.Trial)
    public void connectAndLoad() {
        String nodes = System.getProperty(NODES);
        if (nodes == null) {
            throw new IllegalStateException("say which cluster to measure: -jvmArgsAppend -D" + NODES
                    + "=127.0.0.1:7101 for that of `ordinal up`, or leave this benchmark out with -e Cluster");
        }
        client = NettyOrdinalClient.connect(
                Arrays.stream(nodes.split(",", -1)).map(Address::parse).toList());
        samples = new SampleLog();
        for (int i = 0; i < SampleLog.KEYS; i += LOADED_AT_ONCE) {
            List<CompletableFuture<WriteOutcome>> loading = new ArrayList<>();
            for (int j = i; j < i + LOADED_AT_ONCE; j++) {
                loading.add(client.put(samples.put(j).key(), samples.put(j).value()));
            }
            loading.forEach(each -> requireApplied(each.join()));
        }
    }

    @TearDown(Level.Trial)
    public void close() {
        client.close();
    }

    @Benchmark
    public WriteOutcome put() {
        Key key = randomKey();
        return requireApplied(
                client.put(key, samples.put(key.hashCode()).value()).join());
    }

    @Benchmark
    public ReadOutcome getLinearizable() {
        return requireFound(client.get(randomKey()).join());
    }

    @Benchmark
    public ReadOutcome getAny() {
        return requireFound(client.get(randomKey(), ReadMode.ANY).join());
    }

    private Key randomKey() {
        return samples.put(ThreadLocalRandom.current().nextInt()).key();
    }

    private static WriteOutcome requireApplied(WriteOutcome outcome) {
        if (!(outcome instanceof WriteOutcome.Applied)) {
            throw new IllegalStateException("a put ended as: " + outcome.why());
        }
        return outcome;
    }

    private static ReadOutcome requireFound(ReadOutcome outcome) {
        if (!(outcome instanceof ReadOutcome.Found)) {
            throw new IllegalStateException("a loaded key was not read: " + outcome);
        }
        return outcome;
    }
}
