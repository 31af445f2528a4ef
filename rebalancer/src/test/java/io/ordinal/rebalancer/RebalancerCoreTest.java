package io.ordinal.rebalancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.ordinal.protocol.ClusterCommand;
import io.ordinal.rebalancer.RebalancerWorld.Fate;
import io.ordinal.rebalancer.RebalancerWorld.Machine;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.Member;
import io.ordinal.ring.RangeAssignment;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RebalancerCoreTest {
    private final RebalancerWorld world = new RebalancerWorld(1, 3, "n1", "n2", "n3");

    @Test
    void theFirstMapWaitsForTheInitialNodes() {
        RebalancerWorld early = new RebalancerWorld(1, 3, "n1", "n2");
        early.pass(2_000);
        assertThat(early.stored).isNull();

        early.join("n3");
        early.pass(200);

        assertThat(early.map().version()).isEqualTo(1);
        assertThat(early.map().replicationFactor()).isEqualTo(3);
        assertThat(early.map().nodes()).hasSize(3);
        assertThat(early.map().ranges()).allMatch(range -> range.members().size() == 3 && range.epoch() == 1);
    }

    @Test
    void fewerInitialNodesMeanFewerReplicasForEver() {
        RebalancerWorld pair = new RebalancerWorld(1, 2, "n1", "n2");
        pair.pass(200);
        pair.join("n3");
        pair.pass(2_000);

        assertThat(pair.map().replicationFactor()).isEqualTo(2);
    }

    @Test
    void whereNewNodesNeedApprovalOneThatJoinsIsRememberedWithoutRanges() {
        world.pass(500);
        world.command(new ClusterCommand.SetApproval(true));
        world.join("n4");
        world.pass(200);

        assertThat(world.map().nodes()).hasSize(4);
        assertThat(world.map().ranges()).noneMatch(range -> range.members().contains(world.process("n4").member));
    }

    @Test
    void aKilledLeaderIsReplacedInOneWriteAndTheLoadSpreads() {
        world.pass(1_000);
        ClusterMap before = world.map();
        long killedMillis = world.nowMillis();
        world.process("n3").kill();
        while (world.ledBy("n3") > 0) {
            world.pass(5);
        }

        assertThat(world.nowMillis() - killedMillis).isLessThan(200);
        assertThat(world.map().version()).isEqualTo(before.version() + 1);
        assertThat(world.map().parentId()).isEqualTo(before.id());
        assertThat(world.ledBy("n1")).isCloseTo(world.ledBy("n2"), offset(1L));
        for (int i = 0; i < before.ranges().size(); i++) {
            RangeAssignment was = before.ranges().get(i);
            RangeAssignment is = world.map().ranges().get(i);
            boolean failedOver = was.leader().equals(world.process("n3").member);
            assertThat(is.epoch()).isEqualTo(failedOver ? was.epoch() + 1 : was.epoch());
            assertThat(is.members()).isEqualTo(was.members());
        }
    }

    @Test
    void aPausedLeaderIsReplacedOnceItIsSilent() {
        world.pass(3_000);
        world.process("n3").pause();
        world.pass(280);
        assertThat(world.ledBy("n3")).isPositive();
        world.pass(300);

        assertThat(world.ledBy("n3")).isZero();
    }

    @Test
    void aLeaderWhoseRegistrationIsGoneIsReplaced() {
        world.pass(1_000);
        world.process("n3").registered = false;
        world.membersChanged();
        world.pass(100);

        assertThat(world.ledBy("n3")).isZero();
        assertThat(world.map().nodes()).hasSize(3);
    }

    @Test
    void onePeersWordAgainstANodeThatReportsMovesNothing() {
        world.pass(3_000);
        ClusterMap before = world.map();
        world.process("n2").suspectsWrongly.add("n3");
        world.pass(3_000);

        assertThat(world.map().ranges()).isEqualTo(before.ranges());
    }

    @Test
    void aCutBetweenTwoNodesThatAreNotInOfficeMovesNothing() {
        world.pass(3_000);
        ClusterMap before = world.map();
        world.process("n2").cutFrom.add("n3");
        world.pass(3_000);

        assertThat(world.map().ranges()).isEqualTo(before.ranges());
    }

    @Test
    void aRebalancerThatHearsOnlyItselfConcludesNothingAboutTheOthers() {
        world.pass(3_000);
        Machine n1 = world.holder();
        ClusterMap before = world.map();
        for (Machine other : world.processes.values()) {
            if (other != n1) {
                other.disconnect();
                n1.cutFrom.add(other.name);
            }
        }
        world.pass(2_000);

        assertThat(world.map()).isEqualTo(before);
    }

    @Test
    void aRangeWithoutAnyMemberKeepsItsEntry() {
        RebalancerWorld wide = new RebalancerWorld(1, 5, "n1", "n2", "n3", "n4", "n5");
        wide.pass(500);
        wide.process("n4").kill();
        wide.process("n5").kill();
        wide.process("n3").kill();
        wide.process("n3").expire();
        wide.process("n4").expire();
        wide.process("n5").expire();
        List<Member> gone = List.of(wide.process("n3").member, wide.process("n4").member, wide.process("n5").member);
        ClusterMap before = wide.map();
        wide.pass(2_000);

        List<RangeAssignment> orphans = before.ranges().stream()
                .filter(range -> gone.containsAll(range.members()))
                .toList();
        assertThat(orphans).isNotEmpty();
        assertThat(wide.map().ranges()).containsAll(orphans);
        assertThat(wide.ledBy("n1") + wide.ledBy("n2") + orphans.size())
                .isEqualTo(wide.map().ranges().size());
    }

    @Test
    void leadershipsReturnAFewAtATimeOnceANodeIsBackAndLevel() {
        world.pass(1_000);
        ClusterMap first = world.map();
        Machine n3 = world.process("n3");
        n3.kill();
        n3.expire();
        world.pass(2_000);
        n3.level = false;
        n3.start();
        world.pass(3_000);
        assertThat(world.ledBy("n3")).isZero();

        n3.level = true;
        world.pass(1_100);
        assertThat(world.ledBy("n3")).isBetween(1L, 15L);
        world.pass(20_000);

        assertThat(world.map().ranges().stream().map(RangeAssignment::leader).toList())
                .isEqualTo(first.ranges().stream().map(RangeAssignment::leader).toList());
    }

    @Test
    void anotherDiskUnderAKnownIdIsNotThatMember() {
        world.pass(1_000);
        Machine n3 = world.process("n3");
        Member old = n3.member;
        n3.kill();
        n3.expire();
        world.pass(1_000);
        n3.startWithOtherDisk();
        world.pass(10_000);

        assertThat(world.ledBy("n3")).isZero();
        assertThat(world.map().nodes())
                .extracting(node -> node.member())
                .contains(old)
                .doesNotContain(n3.member);
    }

    @Test
    void aLeaderThatCannotLeadInItsEpochGetsAHigherOne() {
        world.pass(1_000);
        RangeAssignment range = world.map().ranges().stream()
                .filter(one -> one.leader().equals(world.process("n2").member))
                .findFirst()
                .orElseThrow();
        world.process("n2").wanting.add(range.id());
        world.pass(60);
        world.process("n2").wanting.clear();
        world.pass(200);

        RangeAssignment now = world.map().rangeOf(range.tokens().endInclusive());
        assertThat(now.leader()).isEqualTo(range.leader());
        assertThat(now.epoch()).isGreaterThan(range.epoch());
    }

    private RangeAssignment rangeLedBy(String node) {
        return world.map().ranges().stream()
                .filter(one -> one.leader().equals(world.process(node).member))
                .findFirst()
                .orElseThrow();
    }

    private RangeAssignment now(RangeAssignment range) {
        return world.map().rangeOf(range.tokens().endInclusive());
    }

    @Test
    void aSuspectMemberThatWantsAHigherEpochGetsItUnderTheSameLeader() {
        world.pass(1_000);
        RangeAssignment range = rangeLedBy("n2");
        world.process("n3").suspectIn.add(range.id());
        world.process("n3").wanting.add(range.id());
        world.pass(60);
        world.process("n3").wanting.clear();
        world.pass(3_000);

        assertThat(now(range).leader()).isEqualTo(range.leader());
        assertThat(now(range).epoch()).isGreaterThan(range.epoch());
        assertThat(now(range).epoch()).isLessThan(range.epoch() + 4);
    }

    @Test
    void aSuspectMemberLeadsNothingWhileAnotherCan() {
        world.pass(1_000);
        RangeAssignment range = rangeLedBy("n2");
        world.process("n2").suspectIn.add(range.id());
        world.pass(200);
        assertThat(now(range).leader()).isNotEqualTo(range.leader());

        world.pass(20_000);
        assertThat(now(range).leader()).as("it is not given back").isNotEqualTo(range.leader());
        assertThat(now(range).epoch()).isEqualTo(range.epoch() + 1);

        world.process("n2").suspectIn.clear();
        world.pass(20_000);
        assertThat(now(range).leader()).as("it is given back").isEqualTo(range.leader());
    }

    @Test
    void aSuspectMemberIsNoHeirWhileAnotherIsUp() {
        world.pass(1_000);
        world.map().ranges().forEach(range -> world.process("n3").suspectIn.add(range.id()));
        world.pass(500);
        world.process("n2").kill();
        world.process("n2").expire();
        world.pass(1_000);

        assertThat(world.ledBy("n1")).isEqualTo(world.map().ranges().size());
    }

    @Test
    void oneThatHandsOverGivesUpAllItLeadsAFewAtATimeAndIsGivenNothing() {
        world.pass(20_000);
        long epochs = epochsOfAll();
        long led = world.ledBy("n2");
        int before = world.history.size();
        world.process("n2").handsOver = true;
        world.pass(500);

        assertThat(world.ledBy("n2")).isZero();
        assertThat(epochsOfAll()).as("one change for each").isEqualTo(epochs + led);
        for (int i = before; i < world.history.size(); i++) {
            ClusterMap was = world.history.get(i - 1);
            long changed = world.history.get(i).ranges().stream()
                    .filter(range -> !was.ranges().contains(range))
                    .count();
            assertThat(changed).as("ranges that stand still together").isBetween(1L, 4L);
        }
        world.pass(20_000);
        assertThat(world.ledBy("n2")).isZero();
    }

    @Test
    void whereAllHandOverNothingChangesHandsAnyMore() {
        world.pass(20_000);
        world.processes.values().forEach(process -> process.handsOver = true);
        world.pass(300);
        long epochs = epochsOfAll();
        world.pass(5_000);

        assertThat(epochsOfAll()).isEqualTo(epochs);
    }

    private long epochsOfAll() {
        return world.map().ranges().stream().mapToLong(RangeAssignment::epoch).sum();
    }

    @Test
    void whereAllAreSuspectTheLeaderStays() {
        world.pass(1_000);
        RangeAssignment range = rangeLedBy("n2");
        world.processes.values().forEach(process -> process.suspectIn.add(range.id()));
        world.pass(2_000);

        assertThat(now(range)).isEqualTo(range);
    }

    @Test
    void whilePreviousIsSetOnlyItsLeaderMovesAndOpeningClearsIt() {
        world.pass(1_000);
        world.command(new ClusterCommand.SetPaused(true));
        world.join("n4");
        world.pass(500);
        ClusterMap map = world.map();
        RangeAssignment range = map.ranges().get(0);
        List<Member> members = new ArrayList<>(range.members());
        Member leaver = members.set(2, world.process("n4").member);
        Member dead = members.get(1);
        RangeAssignment moved =
                new RangeAssignment(range.id(), range.tokens(), members, range.members(), dead, range.epoch() + 1);
        world.process(dead.node().name()).kill();
        world.process(dead.node().name()).expire();
        List<RangeAssignment> ranges = new ArrayList<>(map.ranges());
        ranges.set(0, moved);
        world.put(successor(map, ranges), world.zxid() + 1);
        world.pass(1_000);

        RangeAssignment now = world.map().ranges().get(0);
        assertThat(now.members()).isEqualTo(members).doesNotContain(leaver);
        assertThat(now.previous()).isEmpty();
        assertThat(now.leader()).isNotEqualTo(dead);
        assertThat(world.history)
                .filteredOn(one -> one.version() > map.version() + 1)
                .first()
                .satisfies(one -> assertThat(one.ranges().get(0).previous()).isEqualTo(range.members()));
    }

    @Test
    void aWriteWithUnknownOutcomeIsFoundOrRepeated() {
        for (Fate fate : List.of(Fate.DONE_UNKNOWN, Fate.LOST_UNKNOWN, Fate.DONE_LATER_UNKNOWN)) {
            RebalancerWorld one = new RebalancerWorld(1, 3, "n1", "n2", "n3");
            one.process("n1").fate = fate;
            one.pass(1_000);
            assertThat(one.map().version()).as("first map, %s", fate).isEqualTo(1);

            one.process("n1").fate = fate;
            one.process("n3").kill();
            one.pass(500);
            assertThat(one.ledBy("n3")).as("failover, %s", fate).isZero();
            assertThat(one.map().version()).isEqualTo(2);
            assertThat(one.map().reign().number()).isEqualTo(1);
        }
    }

    private static ClusterMap successor(ClusterMap map, List<RangeAssignment> ranges) {
        return new ClusterMap(
                map.cluster(),
                map.version() + 1,
                new UUID(5, 5),
                map.id(),
                map.reign(),
                map.replicationFactor(),
                map.nodes(),
                ranges,
                map.nextRangeId(),
                map.plan());
    }
}
