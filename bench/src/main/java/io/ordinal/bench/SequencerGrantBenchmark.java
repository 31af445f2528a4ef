package io.ordinal.bench;

import io.ordinal.protocol.GrantRequest;
import io.ordinal.protocol.Marks;
import io.ordinal.ring.Address;
import io.ordinal.ring.CasOutcome;
import io.ordinal.ring.DiskId;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.Registration;
import io.ordinal.sequencer.SequencerCore;
import io.ordinal.sequencer.SequencerEffect;
import io.ordinal.sequencer.SequencerEvent;
import io.ordinal.sequencer.SequencerTimes;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What a grant costs the sequencer's core, without its thread and the network: a turn in which {@value #NODES} nodes ask.
 * The time is that of one grant, whatever it counts; divided by {@link #numbers} it is that of a number.
 */
@NullUnmarked
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SequencerGrantBenchmark {
    static final int NODES = 16;

    /** Never used up, so that no reservation falls into the measurement: there is one in half a million numbers. */
    private static final long BLOCK = 1L << 60;

    @Param({"1", "32", "1000"})
    public int numbers;

    private final NodeId[] nodes = new NodeId[NODES];
    private SequencerCore core;
    private long request;

    @Setup
    public void takeOffice() {
        for (int i = 0; i < NODES; i++) {
            nodes[i] = new NodeId("n" + i);
        }
        Member self = new Member(nodes[0], new DiskId(new UUID(1, 1)));
        Address address = new Address("127.0.0.1", 7_000);
        core = new SequencerCore(self, address, BLOCK, SequencerTimes.DEFAULT, new SplittableRandom(1));
        List<SequencerEffect> effects = new ArrayList<>();
        step(new SequencerEvent.MarksSeen(Marks.NONE), effects);
        step(new SequencerEvent.MembersSeen(List.of(new Registration(self, 1, address, "", 1, ""))), effects);
        step(new SequencerEvent.ZooKeeperConnected(), effects);
        step(
                new SequencerEvent.RecordReadBack(
                        only(effects, SequencerEffect.ReadBack.class).ticket(), null, false),
                effects);
        long ticket = only(effects, SequencerEffect.CreateRecord.class).ticket();
        step(new SequencerEvent.RecordWriteEnded(ticket, CasOutcome.WRITTEN), effects);
        only(effects, SequencerEffect.IssuingBegun.class);
    }

    @Benchmark
    @OperationsPerInvocation(NODES)
    public void grant(Blackhole to) {
        for (NodeId node : nodes) {
            GrantRequest asked = new GrantRequest(++request, numbers, Marks.NONE);
            core.step(new SequencerEvent.Received(node, asked), 0, to::consume);
        }
        core.tick(0, to::consume);
    }

    private void step(SequencerEvent event, List<SequencerEffect> effects) {
        core.step(event, 0, effects::add);
        core.tick(0, effects::add);
    }

    private static <T> T only(List<SequencerEffect> effects, Class<T> type) {
        List<T> found =
                effects.stream().filter(type::isInstance).map(type::cast).toList();
        if (found.size() != 1) {
            throw new IllegalStateException("the way into office has changed: " + effects);
        }
        return found.get(0);
    }
}
