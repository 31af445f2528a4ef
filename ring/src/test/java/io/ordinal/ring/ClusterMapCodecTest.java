package io.ordinal.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClusterMapCodecTest {
    private static final List<Standing> STANDINGS = List.copyOf(EnumSet.allOf(Standing.class));

    private static Member member(int number) {
        return new Member(new NodeId("node-" + number), new DiskId(new UUID(7, number)));
    }

    private static List<KnownNode> nodes(int count) {
        List<KnownNode> nodes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Standing standing = i % 5 == 4 ? STANDINGS.get(i % STANDINGS.size()) : Standing.IN;
            nodes.add(new KnownNode(member(1_000 + i), "räck-" + i % 3, 1 + i % 4, standing));
        }
        return nodes;
    }

    /** A legal map of any shape: members that left, wiped disks, ranges without a leader, changes under way. */
    private static ClusterMap mapFrom(long seed) {
        Random random = new Random(seed);
        List<KnownNode> nodes = nodes(1 + random.nextInt(20));
        TreeSet<Long> ends = new TreeSet<>(Long::compareUnsigned);
        int count = 1 + random.nextInt(50);
        while (ends.size() < count) {
            ends.add(random.nextLong());
        }
        long start = ends.last();
        List<RangeAssignment> ranges = new ArrayList<>();
        for (long end : ends) {
            List<Member> members = someMembers(random, 1);
            int leader = random.nextInt(members.size() + 1);
            List<Member> previous = someMembers(random, 0);
            int underWay = previous.isEmpty() ? random.nextInt(5) : 0;
            boolean splits = underWay == 2 && start + 1 != end;
            Member leaving = members.get(random.nextInt(members.size()));
            ranges.add(new RangeAssignment(
                    new RangeId((ranges.size() + 1L) * 1_000),
                    new TokenRange(start, end),
                    members,
                    previous,
                    leader == members.size() ? null : members.get(leader),
                    1 + random.nextLong(Long.MAX_VALUE - 1),
                    underWay == 1 ? new Move(1 + random.nextLong(Long.MAX_VALUE - 1), member(3_000), leaving) : null,
                    splits
                            ? new Split(start + 1)
                            : underWay == 4 ? new Merge(new RangeId(random.nextInt(1_000))) : null,
                    underWay == 3 ? someParents(random) : List.of()));
            start = end;
        }
        return new ClusterMap(
                new ClusterId(new UUID(random.nextLong(), random.nextLong())),
                random.nextLong(Long.MAX_VALUE),
                new UUID(random.nextLong(), random.nextLong()),
                new UUID(random.nextLong(), random.nextLong()),
                new Reign(random.nextLong(Long.MAX_VALUE), new UUID(1, 2), member(2_000)),
                1 + random.nextInt(7),
                nodes,
                ranges,
                count * 1_000L + 1,
                random.nextInt(4) == 0 ? RingPlan.NONE : planFrom(random, nodes));
    }

    private static RingPlan planFrom(Random random, List<KnownNode> nodes) {
        TreeMap<Long, VirtualNode> virtualNodes = new TreeMap<>(Long::compareUnsigned);
        for (KnownNode node : nodes) {
            for (int left = node.standing().isOnRing() ? 1 + random.nextInt(3) : 0; left > 0; left--) {
                long token = random.nextLong();
                virtualNodes.put(token, new VirtualNode(token, node.member().node()));
            }
        }
        MoveSettings settings = new MoveSettings(
                random.nextBoolean(),
                random.nextBoolean(),
                1 + random.nextInt(Integer.MAX_VALUE),
                random.nextLong(Long.MAX_VALUE),
                1 + random.nextInt(MoveSettings.MOST_MOVES_PER_NODE));
        return new RingPlan(List.copyOf(virtualNodes.values()), settings, 1 + random.nextLong(Long.MAX_VALUE - 1));
    }

    private static List<Parent> someParents(Random random) {
        List<Parent> parents = new ArrayList<>();
        for (int left = 1 + random.nextInt(2); left > 0; left--) {
            parents.add(new Parent(new RangeId(random.nextInt(1_000)), 1 + random.nextInt(9), 1 + random.nextInt(9)));
        }
        return parents;
    }

    private static List<Member> someMembers(Random random, int least) {
        int count = least + random.nextInt(5);
        return random.ints(1_000, 1_030)
                .distinct()
                .limit(count)
                .mapToObj(ClusterMapCodecTest::member)
                .toList();
    }

    @Provide
    Arbitrary<ClusterMap> maps() {
        return Arbitraries.longs().map(ClusterMapCodecTest::mapFrom);
    }

    @Property(tries = 300)
    void whatWasWrittenIsRead(@ForAll("maps") ClusterMap map) {
        assertThat(ClusterMapCodec.decode(ClusterMapCodec.encode(map))).isEqualTo(map);
    }

    @Property(tries = 300)
    void aTruncatedMapIsRefused(@ForAll("maps") ClusterMap map, @ForAll int at) {
        byte[] whole = ClusterMapCodec.encode(map);
        byte[] part = Arrays.copyOf(whole, Math.floorMod(at, whole.length));

        assertThatThrownBy(() -> ClusterMapCodec.decode(part)).isInstanceOf(MalformedRecordException.class);
    }

    @Property(tries = 2_000)
    void aDamagedMapIsRefusedOrReadAsAnotherLegalMap(
            @ForAll("maps") ClusterMap map, @ForAll int at, @ForAll byte[] damage) {
        byte[] bytes = ClusterMapCodec.encode(map);
        int from = Math.floorMod(at, bytes.length);
        System.arraycopy(damage, 0, bytes, from, Math.min(damage.length, bytes.length - from));

        assertReadsOrRefuses(bytes);
    }

    @Property(tries = 2_000)
    void noiseBehindAFormatByteIsRefused(@ForAll byte[] noise) {
        byte[] bytes = new byte[noise.length + 1];
        bytes[0] = 3;
        System.arraycopy(noise, 0, bytes, 1, noise.length);

        assertReadsOrRefuses(bytes);
    }

    private static void assertReadsOrRefuses(byte[] bytes) {
        @Nullable
        Throwable thrown = catchThrowable(() -> {
            ClusterMap read = ClusterMapCodec.decode(bytes);
            assertThat(ClusterMapCodec.decode(ClusterMapCodec.encode(read))).isEqualTo(read);
        });
        if (thrown != null) {
            assertThat(thrown).isInstanceOf(MalformedRecordException.class);
        }
    }

    @Test
    void anUnknownFormatSaysWhatToDo() {
        byte[] bytes = ClusterMapCodec.encode(mapFrom(1));
        bytes[0] = 9;

        assertThatThrownBy(() -> ClusterMapCodec.decode(bytes))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("format 9")
                .hasMessageContaining("upgrade");
    }

    @Test
    void bytesAfterTheEndAreRefused() {
        byte[] bytes = ClusterMapCodec.encode(mapFrom(1));

        assertThatThrownBy(() -> ClusterMapCodec.decode(Arrays.copyOf(bytes, bytes.length + 1)))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("left after the end");
    }

    @Test
    void aRangeInTheMiddleOfAMoveOrASplitTakesAtMost32Bytes() {
        int few = ClusterMapCodec.encode(changingMap(1_000)).length;
        int many = ClusterMapCodec.encode(changingMap(3_000)).length;
        int copying = ClusterMapCodec.encode(mapOf(movingRanges(3_000))).length
                - ClusterMapCodec.encode(mapOf(movingRanges(1_000))).length;

        int splitting = ClusterMapCodec.encode(mapOf(splittingRanges(3_000))).length
                - ClusterMapCodec.encode(mapOf(splittingRanges(1_000))).length;

        assertThat((many - few) / 2_000.0).isLessThanOrEqualTo(32);
        assertThat(splitting / 2_000.0).isLessThanOrEqualTo(32);
        assertThat(copying / 2_000.0).isLessThanOrEqualTo(32);
    }

    @Test
    void aMapThatWouldNotFitIsRefusedBeforeItIsWritten() {
        assertThatThrownBy(() -> ClusterMapCodec.encode(changingMap(40_000)))
                .isInstanceOf(MapTooLargeException.class)
                .hasMessageContaining("40000 ranges");
    }

    /** A map in which the members of every range have just changed. */
    private static ClusterMap changingMap(int rangeCount) {
        List<Member> previous = List.of(member(1_102), member(1_103), member(1_104));
        return mapOf(ranges(rangeCount, previous));
    }

    private static List<RangeAssignment> splittingRanges(int rangeCount) {
        return ranges(rangeCount, List.of()).stream()
                .map(range -> range.reshaping(new Split(range.tokens().startExclusive() + 1)))
                .toList();
    }

    private static List<RangeAssignment> movingRanges(int rangeCount) {
        return ranges(rangeCount, List.of()).stream()
                .map(range -> range.moving(new Move((1L << 27) + range.epoch() % 1_000, member(1_110), member(1_101))))
                .toList();
    }

    private static List<RangeAssignment> ranges(int rangeCount, List<Member> previous) {
        long step = Long.divideUnsigned(-1L, rangeCount);
        List<RangeAssignment> ranges = new ArrayList<>();
        for (int i = 0; i < rangeCount; i++) {
            TokenRange tokens = new TokenRange((i == 0 ? rangeCount - 1 : i - 1) * step, i * step);
            List<Member> members = List.of(member(1_000 + i % 97), member(1_100), member(1_101));
            ranges.add(new RangeAssignment(
                    new RangeId((1L << 34) + i), tokens, members, previous, members.get(2), (1L << 34) + i));
        }
        return ranges;
    }

    private static ClusterMap mapOf(List<RangeAssignment> ranges) {
        Reign reign = new Reign(5, new UUID(1, 2), member(1_000));
        return new ClusterMap(
                new ClusterId(new UUID(1, 1)),
                9,
                new UUID(1, 3),
                new UUID(1, 4),
                reign,
                3,
                nodes(200),
                ranges,
                1L << 35,
                RingPlan.NONE);
    }
}
