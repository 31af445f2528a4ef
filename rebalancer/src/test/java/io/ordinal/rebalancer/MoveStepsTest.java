package io.ordinal.rebalancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.protocol.ClusterCommand;
import io.ordinal.protocol.MoveProgress;
import io.ordinal.rebalancer.RebalancerEffect.MoveStepped;
import io.ordinal.rebalancer.RebalancerWorld.Fate;
import io.ordinal.rebalancer.RebalancerWorld.Machine;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.RangeId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is told of moves, step by step. */
class MoveStepsTest {
    private final RebalancerWorld world = new RebalancerWorld(1, 3, "n1", "n2", "n3");

    private Machine holder() {
        return world.process(world.map().reign().holder().node().name());
    }

    private static List<MoveStepped> told(Machine machine) {
        return machine.effects.stream()
                .filter(MoveStepped.class::isInstance)
                .map(MoveStepped.class::cast)
                .toList();
    }

    private static List<MoveStep> of(RangeId range, List<MoveStepped> told) {
        return told.stream()
                .filter(one -> one.range().equals(range))
                .map(MoveStepped::step)
                .toList();
    }

    private void joinWhileLeadersSay(MoveProgress.Phase phase) {
        world.pass(1_000);
        world.phaseOfMoves = phase;
        world.join("n4");
        world.pass(500);
    }

    private RangeAssignment someThatMoves() {
        return world.map().ranges().stream()
                .filter(range -> range.move() != null)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everyStepOfAMoveIsToldOnce() {
        joinWhileLeadersSay(MoveProgress.Phase.COPYING);
        RangeAssignment moving = someThatMoves();
        for (MoveProgress.Phase phase :
                List.of(MoveProgress.Phase.CATCHING_UP, MoveProgress.Phase.VERIFYING, MoveProgress.Phase.VERIFIED)) {
            world.phaseOfMoves = phase;
            world.pass(500);
        }
        world.pass(20_000);

        List<MoveStepped> told = told(holder());
        assertThat(of(moving.id(), told))
                .containsExactly(
                        MoveStep.BEGUN,
                        MoveStep.COPYING,
                        MoveStep.CATCHING_UP,
                        MoveStep.VERIFYING,
                        MoveStep.VERIFIED,
                        MoveStep.COMMITTED,
                        MoveStep.OPENED);
        assertThat(told)
                .filteredOn(one -> one.range().equals(moving.id()))
                .allMatch(one -> one.move() == moving.move().id()
                        && one.target().node().name().equals("n4")
                        && one.leaving().equals(moving.move().leaving())
                        && one.why().isEmpty());
        assertThat(told)
                .filteredOn(one -> one.range().equals(moving.id()) && one.step() == MoveStep.OPENED)
                .allMatch(one -> one.epoch() == moving.epoch() + 1 && one.elapsedMillis() >= 1_500);
    }

    @Test
    void ofAllThatMovesNothingIsLeftOut() {
        joinWhileLeadersSay(MoveProgress.Phase.VERIFIED);
        world.pass(20_000);

        List<MoveStepped> told = told(holder());
        assertThat(told).filteredOn(one -> one.step() == MoveStep.OPENED).hasSize((int) world.heldBy("n4"));
        assertThat(told).filteredOn(one -> one.step() == MoveStep.BEGUN).hasSize((int) world.heldBy("n4"));
    }

    @Test
    void whyAMoveIsGivenUpIsTold() {
        joinWhileLeadersSay(MoveProgress.Phase.COPYING);
        long cancelled = someThatMoves().move().id();
        world.command(new ClusterCommand.CancelMove(cancelled));
        world.phaseOfMoves = MoveProgress.Phase.DIFFERS;
        world.pass(500);

        assertThat(told(holder()))
                .filteredOn(one -> one.step() == MoveStep.GIVEN_UP)
                .anyMatch(one -> one.move() == cancelled && one.why().contains("cancelled"))
                .anyMatch(one -> one.move() != cancelled && one.why().contains("differ"));
    }

    @Test
    void aWriteWhoseFateIsUnknownIsToldOnceItIsKnown() {
        joinWhileLeadersSay(MoveProgress.Phase.COPYING);
        RangeAssignment moving = someThatMoves();
        holder().fate = Fate.DONE_UNKNOWN;
        world.phaseOfMoves = MoveProgress.Phase.VERIFIED;
        world.pass(20_000);

        assertThat(of(moving.id(), told(holder())))
                .containsExactly(
                        MoveStep.BEGUN, MoveStep.COPYING, MoveStep.VERIFIED, MoveStep.COMMITTED, MoveStep.OPENED);
    }

    @Test
    void whoSucceedsInOfficeTellsOnlyWhatHappensInItsTime() {
        joinWhileLeadersSay(MoveProgress.Phase.COPYING);
        RangeAssignment moving = someThatMoves();
        Machine first = holder();
        first.kill();
        first.expire();
        world.pass(3_000);
        first.start();
        world.phaseOfMoves = MoveProgress.Phase.VERIFIED;
        world.pass(20_000);

        assertThat(holder()).isNotSameAs(first);
        assertThat(of(moving.id(), told(holder())))
                .doesNotContain(MoveStep.BEGUN)
                .endsWith(MoveStep.COMMITTED, MoveStep.OPENED);
    }
}
