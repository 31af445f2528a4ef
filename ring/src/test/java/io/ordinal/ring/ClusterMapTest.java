package io.ordinal.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ClusterMapTest {
    private static final Member N1 = new Member(new NodeId("n1"), new DiskId(new UUID(1, 1)));

    private static ClusterMap mapOf(List<RangeAssignment> ranges, long nextRangeId) {
        Reign reign = new Reign(1, new UUID(2, 2), N1);
        return new ClusterMap(
                new ClusterId(new UUID(3, 3)),
                1,
                new UUID(4, 4),
                ClusterMap.NO_PARENT,
                reign,
                1,
                List.of(new KnownNode(N1, "", 1)),
                ranges,
                nextRangeId,
                RingPlan.NONE);
    }

    private static ClusterMap mapOf(NavigableSet<Long> ends) {
        List<RangeAssignment> ranges = new ArrayList<>();
        long start = ends.last();
        for (long end : ends) {
            RangeId id = new RangeId(ranges.size());
            ranges.add(new RangeAssignment(id, new TokenRange(start, end), List.of(N1), List.of(), N1, 1));
            start = end;
        }
        return mapOf(ranges, ranges.size());
    }

    private static Registration registered(Member member) {
        return new Registration(member, 1, new Address("127.0.0.1", 7000), "", 1, "test");
    }

    @Test
    void whoHasAnotherDiskThanTheMapKnowsIsNoCandidateWhileThereIsAnybodyElse() {
        ClusterMap map = mapOf(new TreeSet<>(List.of(1L)));
        Registration stranger = registered(new Member(N1.node(), new DiskId(new UUID(9, 9))));
        Registration newcomer = registered(new Member(new NodeId("n2"), new DiskId(new UUID(2, 2))));

        assertThat(map.candidates(List.of(registered(N1), newcomer))).containsExactly(registered(N1), newcomer);
        assertThat(map.candidates(List.of(stranger, newcomer))).containsExactly(newcomer);
        assertThat(map.candidates(List.of(stranger))).containsExactly(stranger);
    }

    @Property(tries = 300)
    void aTokenIsFoundInTheRangeThatContainsIt(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 200) int count,
            @ForAll @IntRange(max = 63) int crowding) {
        Random random = new Random(seed);
        TreeSet<Long> ends = new TreeSet<>(Long::compareUnsigned);
        long base = random.nextLong();
        while (ends.size() < count) {
            // The first is anywhere; the more crowded, the nearer to it are the others.
            ends.add(ends.isEmpty() ? base : base + (random.nextLong() >>> Math.min(crowding, 48)));
        }
        ClusterMap map = mapOf(ends);

        for (long end : ends) {
            for (long token : new long[] {end - 1, end, end + 1, random.nextLong(), 0, -1, Long.MIN_VALUE}) {
                assertThat(map.rangeOf(token).tokens().contains(token)).isTrue();
            }
        }
    }

    @Test
    void rangesThatLeaveAGapAreRefused() {
        RangeAssignment low =
                new RangeAssignment(new RangeId(1), new TokenRange(100, 10), List.of(N1), List.of(), N1, 1);
        RangeAssignment high =
                new RangeAssignment(new RangeId(2), new TokenRange(20, 100), List.of(N1), List.of(), N1, 1);

        assertThatThrownBy(() -> mapOf(List.of(low, high), 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no neighbours");
    }

    @Test
    void aRangeIdAtOrAboveTheNextIsRefused() {
        RangeAssignment whole =
                new RangeAssignment(new RangeId(5), TokenRange.WHOLE_RING, List.of(N1), List.of(), N1, 1);

        assertThatThrownBy(() -> mapOf(List.of(whole), 5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not below the next range id");
    }
}
