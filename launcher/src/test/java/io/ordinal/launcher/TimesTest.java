package io.ordinal.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.node.NodeTimes;
import io.ordinal.protocol.Core;
import io.ordinal.rebalancer.RebalancerTimes;
import io.ordinal.ring.zookeeper.ZooKeeperSettings;
import io.ordinal.sequencer.SequencerTimes;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The inequalities between time constants of different parts: the table in docs/architecture.md, held to the code. */
class TimesTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    /** A conditional write in ZooKeeper, or a round of forced appends, on a machine that is not overloaded. */
    private static final long WRITE = Duration.ofMillis(20).toNanos();

    private static final NodeTimes NODE = NodeTimes.DEFAULT;
    private static final SequencerTimes SEQUENCER = SequencerTimes.DEFAULT;
    private static final RebalancerTimes REBALANCER = RebalancerTimes.DEFAULT;

    @Test
    void a_range_whose_leader_dies_is_led_again_within_a_second() {
        long detection = NODE.silenceNanos() + NODE.heartbeatNanos();
        long leaseIsOver = NODE.leaseNanos();
        long takeover = 3 * WRITE;
        assertThat(Math.max(detection + WRITE, leaseIsOver) + takeover).isLessThan(SECOND);
    }

    @Test
    void a_range_whose_leader_dies_with_the_rebalancer_is_led_again_within_a_second() {
        long newRebalancer = NODE.silenceNanos() + NODE.heartbeatNanos() + REBALANCER.challengeStepNanos() + WRITE;
        long takeover = 3 * WRITE;
        assertThat(newRebalancer + REBALANCER.settleNanos() + WRITE + takeover).isLessThan(SECOND);
    }

    @Test
    void numbers_are_issued_again_within_a_second_after_the_sequencer_dies() {
        long detection = NODE.silenceNanos() + NODE.sequencerPollNanos();
        assertThat(detection + SEQUENCER.challengeStepNanos() + WRITE + SEQUENCER.successionWaitNanos())
                .isLessThan(SECOND);
    }

    @Test
    void nodes_and_the_sequencer_agree_on_how_late_a_grant_may_come_and_how_clocks_differ() {
        assertThat(NODE.grantMarginNanos()).isEqualTo(SEQUENCER.grantMarginNanos());
        assertThat(NODE.clockRateBound()).isEqualTo(SEQUENCER.clockRateBound());
    }

    @Test
    void a_live_node_is_not_taken_for_dead_because_one_report_was_lost() {
        assertThat(REBALANCER.reportNanos()).isGreaterThanOrEqualTo(3 * NODE.reportNanos());
    }

    @Test
    void waiting_writes_outlast_a_failover() {
        assertThat(NODE.refuseNanos()).isGreaterThan(SECOND);
    }

    @Test
    void cores_tick_often_enough_for_their_shortest_time() {
        assertThat(Core.TICK_NANOS).isLessThanOrEqualTo(NODE.heartbeatNanos() / 5);
        assertThat(Core.TICK_NANOS).isLessThanOrEqualTo(SEQUENCER.challengeStepNanos());
    }

    @Test
    void sessions_are_only_the_backstop() {
        assertThat(ZooKeeperSettings.DEFAULT_SESSION_TIMEOUT.toNanos()).isGreaterThan(2 * SECOND);
    }
}
