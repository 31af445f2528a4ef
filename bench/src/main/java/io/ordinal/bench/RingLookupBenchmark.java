package io.ordinal.bench;

import io.ordinal.ring.ClusterId;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.DiskId;
import io.ordinal.ring.FirstMap;
import io.ordinal.ring.KnownNode;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.Reign;
import io.ordinal.ring.Tokens;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** From the bytes of a key to the leader of its range: what a client does first for every operation. */
@NullUnmarked
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RingLookupBenchmark {
    /** A power of two; so many different keys that neither caches nor branch predictors learn them by heart. */
    private static final int KEYS = 1 << 14;

    @Param({"3", "100"})
    public int nodes;

    private ClusterMap map;
    private byte[][] keys;
    private long[] tokens;
    private int next;

    @Setup
    public void placeNodesAndMakeKeys() {
        List<KnownNode> known = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            known.add(new KnownNode(new Member(new NodeId("n" + i), new DiskId(new UUID(1, i))), "", 1));
        }
        Reign reign = new Reign(1, new UUID(2, 2), known.get(0).member());
        map = FirstMap.of(new ClusterId(new UUID(3, 3)), reign, known, 3, new UUID(4, 4));
        keys = new byte[KEYS][];
        tokens = new long[KEYS];
        for (int i = 0; i < KEYS; i++) {
            keys[i] = ("customer/" + i * 7_919L + "/order").getBytes(StandardCharsets.UTF_8);
            tokens[i] = Tokens.of(keys[i]);
        }
    }

    @Benchmark
    public @Nullable Member leaderOfKey() {
        return map.rangeOf(Tokens.of(keys[nextKey()])).leader();
    }

    @Benchmark
    public long tokenOfKey() {
        return Tokens.of(keys[nextKey()]);
    }

    @Benchmark
    public @Nullable Member leaderOfToken() {
        return map.rangeOf(tokens[nextKey()]).leader();
    }

    private int nextKey() {
        next = (next + 1) & (KEYS - 1);
        return next;
    }
}
