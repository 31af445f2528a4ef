package io.ordinal.rebalancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.protocol.ClusterCommand;
import io.ordinal.protocol.MoveProgress;
import io.ordinal.protocol.MovesReply;
import io.ordinal.protocol.MovesReply.MoveStatus;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.RangeId;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Moves of which nothing comes: each node gives one and takes one at a time, so they are in the way of all others. */
class StuckMovesTest {
    private final RebalancerWorld world = new RebalancerWorld(1, 3, "n1", "n2", "n3");

    /** A node joins, and its first moves get as far as {@code phase}. */
    private Set<RangeId> stuckIn(MoveProgress.Phase phase) {
        world.pass(1_000);
        world.phaseOfMoves = phase;
        world.join("n4");
        world.pass(20_000);
        assertThat(moving()).isNotEmpty();
        return moving();
    }

    private Set<RangeId> moving() {
        return world.map().ranges().stream()
                .filter(range -> range.move() != null)
                .map(RangeAssignment::id)
                .collect(Collectors.toSet());
    }

    private List<String> waitFor() {
        RebalancerWorld.Machine holder = world.holder();
        holder.tell(new RebalancerEvent.MovesAsked(1));
        world.pass(100);
        return holder.effects.stream()
                .filter(RebalancerEffect.Answer.class::isInstance)
                .map(effect -> ((RebalancerEffect.Answer) effect).reply())
                .filter(MovesReply.class::isInstance)
                .flatMap(reply -> ((MovesReply) reply).moves().stream())
                .filter(move -> move.move() != 0)
                .map(MoveStatus::waitsFor)
                .toList();
    }

    @Test
    void aCopyThatGetsNowhereMakesRoomForOthersAndIsTriedAgain() {
        Set<RangeId> first = stuckIn(MoveProgress.Phase.COPYING);

        world.pass(50_000);

        assertThat(moving()).isNotEmpty().doesNotContainAnyElementsOf(first);
        world.phaseOfMoves = MoveProgress.Phase.VERIFIED;
        world.pass(60_000);
        assertThat(world.map().ranges()).allMatch(RangeAssignment::isSettled);
        assertThat(world.heldBy("n4")).isPositive();
    }

    @Test
    void itIsToldForHowLong() {
        stuckIn(MoveProgress.Phase.COPYING);

        assertThat(waitFor())
                .isNotEmpty()
                .allMatch(why -> why.matches("n4 to go on: nothing has come of it for 1\\d s"));
    }

    @Test
    void oneThatCatchesUpHasTheTimeThatTakes() {
        Set<RangeId> first = stuckIn(MoveProgress.Phase.CATCHING_UP);

        world.pass(200_000);

        assertThat(moving()).isEqualTo(first);
    }

    @Test
    void oneThatIsHeldBackByALimitHasTheTimeThatTakes() {
        world.pass(1_000);
        world.command(new ClusterCommand.SetThrottle(4_096));
        Set<RangeId> first = stuckIn(MoveProgress.Phase.COPYING);

        world.pass(200_000);

        assertThat(moving()).isEqualTo(first);
        assertThat(waitFor()).isNotEmpty().containsOnly("the limit of 4096 bytes per second");
    }

    @Test
    void noneIsExpectedToGetOnWhileMovesArePaused() {
        Set<RangeId> first = stuckIn(MoveProgress.Phase.COPYING);
        world.command(new ClusterCommand.SetPaused(true));
        world.pass(100_000);
        world.command(new ClusterCommand.SetPaused(false));

        world.pass(50_000);

        assertThat(moving()).isEqualTo(first);
    }

    @Test
    void noneIsExpectedToGetOnWhileItsRangeIsNotServed() {
        Set<RangeId> first = stuckIn(MoveProgress.Phase.COPYING);
        world.servesRanges = false;
        world.pass(100_000);
        world.servesRanges = true;

        world.pass(50_000);

        assertThat(moving()).isEqualTo(first);
    }
}
