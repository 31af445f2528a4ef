package io.ordinal.rebalancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.protocol.ClusterCommand;
import io.ordinal.protocol.CommandRefusal;
import io.ordinal.protocol.CommandReply;
import io.ordinal.protocol.CommandReply.Outcome;
import io.ordinal.protocol.MoveProgress;
import io.ordinal.rebalancer.RebalancerWorld.Machine;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.Member;
import io.ordinal.ring.MoveSettings;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.Standing;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** How ranges follow the ring; leaders say that every copy is verified as soon as it has begun. */
class MovesTest {
    private final RebalancerWorld world = new RebalancerWorld(1, 3, "n1", "n2", "n3");

    private static NodeId id(String name) {
        return new NodeId(name);
    }

    private Standing standing(String name) {
        return world.map().node(id(name)).orElseThrow().standing();
    }

    private boolean isAtRest() {
        return world.map().ranges().stream().allMatch(RangeAssignment::isSettled);
    }

    private void withFourNodes() {
        world.pass(1_000);
        world.join("n4");
        world.pass(20_000);
    }

    @Test
    void aNodeThatJoinsIsGivenItsShare() {
        withFourNodes();

        assertThat(isAtRest()).isTrue();
        assertThat(world.shareOf("n4")).isBetween(0.75 * 0.98, 0.75 * 1.02);
        assertThat(world.map().ranges()).allMatch(range -> new HashSet<>(range.members()).size() == 3);
    }

    @Test
    void aMoveIsInTheMapBeforeItIsCommittedAndOpenedBeforeTheNextOfItsRange() {
        withFourNodes();

        for (int i = 1; i < world.history.size(); i++) {
            Map<RangeId, RangeAssignment> after = new TreeMap<>();
            world.history.get(i).ranges().forEach(range -> after.put(range.id(), range));
            for (RangeAssignment was : world.history.get(i - 1).ranges()) {
                RangeAssignment is = after.getOrDefault(was.id(), was);
                if (!new HashSet<>(was.members()).equals(new HashSet<>(is.members()))) {
                    assertThat(was.moveIfAny()).isPresent();
                    assertThat(is.previous()).isEqualTo(was.members());
                    assertThat(is.epoch()).isEqualTo(was.epoch() + 1);
                }
                if (!was.previous().isEmpty()) {
                    assertThat(is.moveIfAny()).isEmpty();
                }
            }
        }
    }

    @Test
    void aNodeGivesAndTakesNoMoreThanItMayAtATime() {
        world.pass(1_000);
        world.command(new ClusterCommand.SetMovesPerNode(2));
        world.join("n4");
        world.pass(20_000);

        for (ClusterMap map : world.history) {
            Map<NodeId, Integer> taking = new TreeMap<>();
            map.ranges().stream()
                    .flatMap(range -> range.moveIfAny().stream())
                    .forEach(move -> taking.merge(move.target().node(), 1, Integer::sum));
            assertThat(taking.values()).allMatch(count -> count <= 2);
        }
        assertThat(world.heldBy("n4")).isPositive();
    }

    /** Moves to n4 stand still, one or more of each leader. */
    @Test
    void aTargetThatTakesNothingHoldsUpNoOther() {
        world.pass(1_000);
        world.phaseOfMoves = MoveProgress.Phase.COPYING;
        world.command(new ClusterCommand.SetMovesPerNode(16));
        world.join("n4");
        world.pass(5_000);
        world.command(new ClusterCommand.SetMovesPerNode(1));
        world.process("n4").handsOver = true; // its disk is full
        world.join("n5");
        world.pass(5_000);

        assertThat(targets()).contains(id("n4"), id("n5"));
    }

    @Test
    void aNodeWhoseDiskIsFullIsGivenNothing() {
        world.pass(1_000);
        world.phaseOfMoves = MoveProgress.Phase.COPYING;
        world.command(new ClusterCommand.SetPaused(true));
        world.join("n4");
        world.process("n4").handsOver = true;
        world.pass(1_000);
        world.command(new ClusterCommand.SetPaused(false));
        world.pass(5_000);
        assertThat(targets()).isEmpty();

        world.process("n4").handsOver = false;
        world.pass(5_000);
        assertThat(targets()).containsOnly(id("n4"));
    }

    private List<NodeId> targets() {
        return world.map().ranges().stream()
                .flatMap(range -> range.moveIfAny().stream())
                .map(move -> move.target().node())
                .toList();
    }

    @Test
    void aDrainedNodeGivesEverythingAndHasLeft() {
        withFourNodes();
        CommandReply reply = world.command(new ClusterCommand.Drain(id("n2")));
        world.pass(20_000);

        assertThat(reply.outcome()).isEqualTo(Outcome.DONE);
        assertThat(world.heldBy("n2")).isZero();
        assertThat(standing("n2")).isEqualTo(Standing.LEFT);
        assertThat(isAtRest()).isTrue();
    }

    @Test
    void oneThatHasLeftComesBackWhenItIsAdded() {
        withFourNodes();
        world.command(new ClusterCommand.Drain(id("n2")));
        world.pass(20_000);
        world.command(new ClusterCommand.Add(id("n2")));
        world.pass(20_000);

        assertThat(standing("n2")).isEqualTo(Standing.IN);
        assertThat(world.heldBy("n2")).isPositive();
    }

    @Test
    void drainingBelowTheReplicationFactorIsRefused() {
        world.pass(1_000);
        CommandReply reply = world.command(new ClusterCommand.Drain(id("n2")));

        assertThat(reply.refusal()).isEqualTo(CommandRefusal.TOO_FEW_NODES);
        assertThat(reply.message()).contains("replication factor").contains("start another node");
        assertThat(standing("n2")).isEqualTo(Standing.IN);
    }

    @Test
    void anUnknownNodeIsRefusedWithTheNamesThereAre() {
        world.pass(1_000);
        for (ClusterCommand command : List.of(
                new ClusterCommand.Add(id("n9")),
                new ClusterCommand.Drain(id("n9")),
                new ClusterCommand.Replace(id("n1"), id("n9")))) {
            CommandReply reply = world.command(command);

            assertThat(reply.refusal()).isEqualTo(CommandRefusal.UNKNOWN_NODE);
            assertThat(reply.message()).contains("n9").contains("n1, n2, n3");
        }
    }

    @Test
    void aReplacedNodeHandsItsPlacesOnTheRingToItsSuccessor() {
        world.pass(1_000);
        world.command(new ClusterCommand.SetApproval(true));
        world.join("n5");
        world.pass(500);
        assertThat(standing("n5")).isEqualTo(Standing.WAITING);
        long held = world.heldBy("n2");
        world.command(new ClusterCommand.Replace(id("n2"), id("n5")));
        world.pass(20_000);

        assertThat(world.heldBy("n5")).isEqualTo(held);
        assertThat(world.heldBy("n2")).isZero();
        assertThat(standing("n2")).isEqualTo(Standing.LEFT);
    }

    @Test
    void aNodeThatIsAwayForLongerThanItsGraceTimeIsReplacedAndJoinsAgainWhenItIsBack() {
        withFourNodes();
        world.command(new ClusterCommand.SetGrace(5));
        Machine n3 = world.process("n3");
        n3.kill();
        n3.expire();
        world.pass(4_000);
        assertThat(standing("n3")).isEqualTo(Standing.IN);
        world.pass(30_000);
        assertThat(standing("n3")).isEqualTo(Standing.LOST);
        assertThat(world.heldBy("n3")).isZero();

        n3.start();
        world.pass(30_000);
        assertThat(standing("n3")).isEqualTo(Standing.IN);
        assertThat(world.heldBy("n3")).isPositive();
    }

    @Test
    void nobodyIsReplacedWhereTooFewWouldBeLeft() {
        world.pass(1_000);
        world.command(new ClusterCommand.SetGrace(2));
        world.process("n3").kill();
        world.process("n3").expire();
        world.pass(10_000);

        assertThat(standing("n3")).isEqualTo(Standing.IN);
        assertThat(isAtRest()).isTrue();
    }

    @Test
    void aNodeWithAnotherDiskJoinsOnceTheOldOneIsGivenUp() {
        withFourNodes();
        world.command(new ClusterCommand.SetGrace(5));
        Machine n3 = world.process("n3");
        Member old = n3.member;
        n3.kill();
        n3.expire();
        n3.startWithOtherDisk();
        world.pass(60_000);

        assertThat(world.heldBy("n3")).isPositive();
        assertThat(world.map().ranges()).noneMatch(range -> range.concerns(old));
    }

    @Test
    void whatDiffersIsGivenUpAndTriedAgainLater() {
        world.pass(1_000);
        world.phaseOfMoves = MoveProgress.Phase.DIFFERS;
        world.join("n4");
        world.pass(2_000);
        assertThat(world.heldBy("n4")).isZero();
        assertThat(isAtRest()).isTrue();

        world.phaseOfMoves = MoveProgress.Phase.VERIFIED;
        world.pass(60_000);
        assertThat(world.heldBy("n4")).isPositive();
    }

    @Test
    void aMoveThatIsNotVerifiedIsNotCommitted() {
        world.pass(1_000);
        world.phaseOfMoves = MoveProgress.Phase.VERIFYING;
        world.join("n4");
        world.pass(20_000);

        assertThat(world.heldBy("n4")).isZero();
        assertThat(isAtRest()).isFalse();
    }

    @Test
    void aCancelledMoveIsGivenUpAndItsRangeStaysForAWhile() {
        world.pass(1_000);
        world.phaseOfMoves = MoveProgress.Phase.COPYING;
        world.join("n4");
        world.pass(500);
        RangeAssignment moving = world.map().ranges().stream()
                .filter(range -> range.move() != null)
                .findFirst()
                .orElseThrow();
        CommandReply reply =
                world.command(new ClusterCommand.CancelMove(moving.move().id()));
        world.phaseOfMoves = MoveProgress.Phase.VERIFIED;
        world.pass(20_000);

        assertThat(reply.outcome()).isEqualTo(Outcome.DONE);
        assertThat(world.map().ranges())
                .filteredOn(range -> range.id().equals(moving.id()))
                .allMatch(range -> range.members().equals(moving.members()));
        assertThat(world.heldBy("n4")).isPositive();
    }

    @Test
    void whilePausedNothingBeginsAndNothingIsCommitted() {
        world.pass(1_000);
        world.command(new ClusterCommand.SetPaused(true));
        world.join("n4");
        world.pass(5_000);
        assertThat(world.heldBy("n4")).isZero();
        assertThat(isAtRest()).isTrue();

        world.command(new ClusterCommand.SetPaused(false));
        world.pass(20_000);
        assertThat(world.heldBy("n4")).isPositive();
    }

    @Test
    void whoeverSucceedsInOfficeGoesOnWithTheMoves() {
        world.pass(1_000);
        world.join("n4");
        world.pass(300);
        String holder = world.map().reign().holder().node().name();
        world.process(holder).kill();
        world.process(holder).expire();
        world.pass(2_000);
        world.process(holder).start();
        world.pass(30_000);

        assertThat(isAtRest()).isTrue();
        assertThat(world.heldBy("n4")).isPositive();
    }

    @Test
    void severalThatComeAtOnceArePlannedTogether() {
        world.pass(1_000);
        world.join("n4");
        world.join("n5");
        world.pass(40_000);

        assertThat(isAtRest()).isTrue();
        assertThat(world.heldBy("n4")).isPositive();
        assertThat(world.heldBy("n5")).isPositive();
    }

    @Test
    void onlyTheRebalancerTakesCommands() {
        world.pass(1_000);
        String holder = world.map().reign().holder().node().name();
        String other = holder.equals("n1") ? "n2" : "n1";

        assertThat(world.command(other, new ClusterCommand.SetPaused(true)).outcome())
                .isEqualTo(Outcome.NOT_IN_OFFICE);
        assertThat(world.map().plan().settings().paused()).isFalse();
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        world.pass(1_000);

        for (ClusterCommand command : List.of(
                new ClusterCommand.SetGrace(0),
                new ClusterCommand.SetMovesPerNode(0),
                new ClusterCommand.SetAll(List.of()))) {
            assertThat(world.command(command).refusal()).isEqualTo(CommandRefusal.INVALID);
        }
    }

    @Test
    void settingsThatAreSetTogetherAreOneMap() {
        world.pass(1_000);
        int before = world.history.size();
        CommandReply reply = world.command(new ClusterCommand.SetAll(List.of(
                new ClusterCommand.SetThrottle(1_000),
                new ClusterCommand.SetGrace(60),
                new ClusterCommand.SetApproval(true))));

        assertThat(reply.outcome()).isEqualTo(Outcome.DONE);
        assertThat(reply.message()).contains("1000 B/s", "60 s", "wait to be added");
        assertThat(world.history).hasSize(before + 1);
        assertThat(world.map().plan().settings())
                .isEqualTo(new MoveSettings(false, true, 60, 1_000, MoveSettings.DEFAULT.movesPerNode()));
    }

    @Test
    void ofSettingsThatAreSetTogetherOneThatMakesNoSenseLeavesAllAsTheyWere() {
        world.pass(1_000);
        CommandReply reply = world.command(new ClusterCommand.SetAll(
                List.of(new ClusterCommand.SetThrottle(1_000), new ClusterCommand.SetMovesPerNode(65))));

        assertThat(reply.refusal()).isEqualTo(CommandRefusal.INVALID);
        assertThat(reply.message()).contains("65");
        assertThat(world.map().plan().settings()).isEqualTo(MoveSettings.DEFAULT);
    }

    @Test
    void whatIsRefusedSaysWhyToPrograms() {
        world.pass(1_000);
        world.command(new ClusterCommand.SetApproval(true));
        world.join("n4");
        world.pass(500);
        assertThat(world.command(new ClusterCommand.CancelMove(17)).refusal()).isEqualTo(CommandRefusal.UNKNOWN_MOVE);
        assertThat(world.command(new ClusterCommand.Replace(id("n1"), id("n1"))).refusal())
                .isEqualTo(CommandRefusal.INVALID);
        assertThat(world.command(new ClusterCommand.Replace(id("n4"), id("n1"))).refusal())
                .isEqualTo(CommandRefusal.WRONG_STATE);
        world.process("n4").kill();
        world.process("n4").expire();
        assertThat(world.command(new ClusterCommand.Add(id("n4"))).refusal()).isEqualTo(CommandRefusal.NOT_PRESENT);
        assertThat(world.command(new ClusterCommand.Replace(id("n1"), id("n4"))).refusal())
                .isEqualTo(CommandRefusal.NOT_PRESENT);
    }

    @Test
    void moreCommandsThanMayWaitAreTurnedAwayForAMoment() {
        world.pass(1_000);
        Machine holder = world.process(world.map().reign().holder().node().name());
        for (int ticket = 1_001; ticket <= 1_100; ticket++) {
            holder.tell(new RebalancerEvent.Commanded(ticket, new ClusterCommand.SetPaused(true)));
        }
        world.pass(200);

        List<CommandReply> replies = holder.effects.stream()
                .filter(effect -> effect instanceof RebalancerEffect.Answer answer && answer.ticket() > 1_000)
                .map(effect -> (CommandReply) ((RebalancerEffect.Answer) effect).reply())
                .toList();
        assertThat(replies).hasSize(100);
        assertThat(replies)
                .filteredOn(reply -> reply.outcome() == Outcome.REFUSED)
                .isNotEmpty()
                .allMatch(reply -> reply.refusal() == CommandRefusal.BUSY);
    }
}
