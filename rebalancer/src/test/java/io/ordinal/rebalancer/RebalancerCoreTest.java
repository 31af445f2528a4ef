package io.ordinal.rebalancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.ordinal.protocol.ClusterCommand;
import io.ordinal.protocol.CommandReply;
import io.ordinal.protocol.Marks;
import io.ordinal.rebalancer.RebalancerWorld.Fate;
import io.ordinal.rebalancer.RebalancerWorld.Machine;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.Member;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.Standing;
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
    void aKilledRebalancerIsSucceededAndItsRangesFailOverWithinASecond() {
        world.pass(3_000);
        Machine holder = holder();
        holder.kill();
        world.pass(600);

        assertThat(world.map().reign().number()).isEqualTo(2);
        assertThat(world.ledBy(holder.name)).isZero();
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
    void aRebalancerCutFromAllOthersFailsNobodyOverAndLosesTheOffice() {
        world.pass(3_000);
        Machine n1 = holder();
        world.processes.values().stream().filter(other -> other != n1).forEach(other -> n1.cutFrom.add(other.name));
        world.pass(1_000);

        assertThat(holder()).isNotSameAs(n1);
        assertThat(world.ledBy(n1.name)).isZero();
        assertThat(n1.effects)
                .filteredOn(RebalancerEffect.Announce.class::isInstance)
                .noneMatch(effect -> ((RebalancerEffect.Announce) effect).what().contains("in place of"));
    }

    @Test
    void aRebalancerThatHearsOnlyItselfConcludesNothingAboutTheOthers() {
        world.pass(3_000);
        Machine n1 = holder();
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
    void twoThatCannotReachEachOtherDoNotSnatchTheOfficeForEver() {
        world.pass(3_000);
        Machine n1 = holder();
        n1.cutFrom.add("n3");
        world.pass(30_000);

        assertThat(world.map().reign().number()).isLessThan(16);
    }

    @Test
    void whoHasJustComeBelievesInTheHolderUntilItCanHaveHeardFromIt() {
        world.pass(3_000);
        long reign = world.map().reign().number();
        Machine newcomer = world.join("n0");
        newcomer.cutFrom.addAll(List.of("n1", "n2", "n3"));
        world.pass(3_000);
        assertThat(world.map().reign().number()).isEqualTo(reign);

        newcomer.cutFrom.clear();
        world.pass(5_000);
        assertThat(world.map().reign().number()).isEqualTo(reign);
    }

    @Test
    void whoHasLeftGivesUpTheOfficeToWhoStays() {
        world.join("n4");
        world.pass(3_000);
        Machine leaver = holder();
        world.command(new ClusterCommand.Drain(leaver.member.node()));
        world.pass(20_000);

        assertThat(world.map().node(leaver.member.node()).orElseThrow().standing())
                .isEqualTo(Standing.LEFT);
        assertThat(holder()).isNotSameAs(leaver);
        long reign = world.map().reign().number();
        world.pass(10_000);
        assertThat(world.map().reign().number()).isEqualTo(reign);
    }

    @Test
    void whoLeavesStandsOnlyWhereNobodyElseIs() {
        RebalancerWorld single = new RebalancerWorld(1, 1, "n1", "n2", "n3");
        single.pass(3_000);
        Machine holder = single.process(single.map().reign().holder().node().name());
        List<Machine> others = single.processes.values().stream()
                .filter(each -> each != holder)
                .toList();
        Machine leaver = others.get(0);
        Machine stayer = others.get(1);
        single.command(new ClusterCommand.Drain(leaver.member.node()));
        single.pass(5_000);
        holder.kill();
        holder.expire();
        single.pass(1_000);
        assertThat(stayer.inOffice()).isTrue();

        stayer.kill();
        stayer.expire();
        single.pass(1_000);
        assertThat(leaver.inOffice()).isTrue();
    }

    @Test
    void whoStopsStillSaysThatItIsNotInOffice() {
        world.pass(3_000);
        Machine holder = holder();
        holder.tell(new RebalancerEvent.Stop());
        CommandReply reply = world.command(holder.name, new ClusterCommand.Drain(holder.member.node()));

        assertThat(reply.outcome()).isEqualTo(CommandReply.Outcome.NOT_IN_OFFICE);
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
        assertThat(world.ledBy("n3")).isBetween(1L, 2L * LeadershipReturn.MAX_AT_A_TIME);
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

    @Test
    void withoutZooKeeperTheHolderSaysThatItIsNotInOfficeAndIsSucceeded() {
        world.pass(3_000);
        Machine n1 = holder();
        n1.disconnect();
        world.pass(1_000);

        assertThat(holder()).isNotSameAs(n1);
        n1.reconnect();
        world.pass(100);
        assertThat(n1.says(RebalancerEffect.OfficeLost.class)).isTrue();
    }

    @Test
    void aMapThatWentBackIsNotGovernedBy() {
        world.pass(1_000);
        ClusterMap old = world.map();
        world.process("n3").kill();
        world.pass(500);
        Machine n1 = world.process("n1");
        n1.marks = new Marks(world.zxid(), 0, 0, 0);
        world.put(old, 90);
        n1.kill();
        world.process("n2").kill();
        n1.start();
        world.pass(2_000);

        assertThat(n1.says(RebalancerEffect.WentBackInTime.class)).isTrue();
        assertThat(world.map()).isEqualTo(old);
    }

    @Test
    void anEmptyZooKeeperIsNoNewClusterToWhoRemembersOne() {
        RebalancerWorld wiped = new RebalancerWorld(1, 3, "n1");
        wiped.process("n1").marks = new Marks(500, 0, 0, 0);
        wiped.process("n1").start();
        wiped.join("n2").kill();
        wiped.join("n3").kill();
        wiped.pass(1_000);

        assertThat(wiped.stored).isNull();
        assertThat(wiped.process("n1").says(RebalancerEffect.WentBackInTime.class))
                .isTrue();
    }

    private Machine holder() {
        return world.process(world.map().reign().holder().node().name());
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
