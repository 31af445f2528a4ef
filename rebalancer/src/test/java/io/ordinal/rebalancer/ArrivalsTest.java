package io.ordinal.rebalancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.protocol.ClusterCommand;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.Standing;
import org.junit.jupiter.api.Test;

/** When nodes that come are given their places on the ring. */
class ArrivalsTest {
    private static final int PAUSE_MILLIS = 3_000;

    private final RebalancerWorld world =
            new RebalancerWorld(1, RebalancerTimes.DEFAULT.interrupting(1, 4), 3, "n1", "n2", "n3");

    ArrivalsTest() {
        world.pass(1_000);
    }

    private boolean isOnRing(String name) {
        return world.map().nodes().stream()
                .anyMatch(node -> node.member().node().name().equals(name) && node.standing() == Standing.IN);
    }

    @Test
    void aNodeJoinsWhenNoOtherHasComeForAWhile() {
        world.join("n4");
        world.pass(PAUSE_MILLIS - 500);
        assertThat(isOnRing("n4")).isFalse();

        world.pass(1_000);
        assertThat(isOnRing("n4")).isTrue();
    }

    @Test
    void nodesThatComeTogetherJoinInOneChange() {
        world.join("n4");
        world.pass(PAUSE_MILLIS - 500);
        world.join("n5");
        world.pass(PAUSE_MILLIS - 500);
        assertThat(isOnRing("n4")).isFalse();
        assertThat(isOnRing("n5")).isFalse();

        long before = world.map().version();
        while (!isOnRing("n4")) {
            before = world.map().version();
            world.pass(5);
        }
        assertThat(isOnRing("n5")).isTrue();
        assertThat(world.map().version()).isEqualTo(before + 1);
    }

    @Test
    void whoComesFirstDoesNotWaitForEverForThoseWhoFollow() {
        world.join("n4");
        for (int i = 0; i < 6; i++) {
            world.pass(PAUSE_MILLIS - 500);
            world.join("m" + i);
        }
        world.pass(500);

        assertThat(isOnRing("n4")).isTrue();
        assertThat(isOnRing("m5")).isFalse();
    }

    @Test
    void aNodeThatGoesAgainIsNotWaitedFor() {
        world.join("n4");
        world.pass(PAUSE_MILLIS - 500);
        RebalancerWorld.Machine guest = world.join("n5");
        world.pass(100);
        guest.kill();
        guest.expire();
        world.pass(1_000);

        assertThat(isOnRing("n4")).isTrue();
    }

    @Test
    void peopleNeedNotWait() {
        world.join("n4");
        world.pass(500);
        world.command(new ClusterCommand.Add(new NodeId("n4")));
        world.pass(100);
        assertThat(isOnRing("n4")).isTrue();

        world.join("n5");
        world.pass(500);
        world.command(new ClusterCommand.Replace(new NodeId("n1"), new NodeId("n5")));
        world.pass(100);
        assertThat(isOnRing("n5")).isTrue();
        assertThat(isOnRing("n1")).isFalse();
    }

    @Test
    void whoIsDrainedBeforeItHasJoinedDoesNotJoin() {
        world.join("n4");
        world.pass(500);
        world.command(new ClusterCommand.Drain(new NodeId("n4")));
        world.pass(2 * PAUSE_MILLIS);

        assertThat(isOnRing("n4")).isFalse();
    }
}
