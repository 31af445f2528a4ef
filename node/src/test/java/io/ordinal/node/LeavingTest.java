package io.ordinal.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Stories about nodes that leave in good order. */
class LeavingTest {
    private final FakeCluster cluster = new FakeCluster();

    @Test
    void aNodeThatLeavesSaysSoAndServesUntilAnotherHasTakenOver() {
        cluster.putAt("n1", "city", "Bergen");
        cluster.node("n1").event(new NodeEvent.Leave());
        cluster.runMillis(500);

        assertThat(cluster.lastReportOf("n1").handsOver()).isTrue();
        assertThat(cluster.node("n1").handedOver).isFalse();
        cluster.putAt("n1", "city", "Oslo");

        cluster.giveTo("n2");
        cluster.runUntil(() -> {
            assertThat(cluster.node("n1").handedOver && !cluster.isServing("n2"))
                    .as("it left before its successor served")
                    .isFalse();
            return cluster.node("n1").handedOver;
        });
        assertThat(cluster.valueAt("n2", "city")).isEqualTo("Oslo");
    }

    @Test
    void aLeaderWhoseDiskIsFullAsksOthersToLeadUntilThereIsRoomAgain() {
        cluster.runUntil(() -> cluster.isServing("n1"));
        cluster.node("n1").event(new NodeEvent.DiskFull(true));
        cluster.runMillis(100);
        assertThat(cluster.lastReportOf("n1").handsOver()).isTrue();

        cluster.node("n1").event(new NodeEvent.DiskFull(false));
        cluster.runMillis(100);
        assertThat(cluster.lastReportOf("n1").handsOver()).isFalse();
        assertThat(cluster.node("n1").handedOver).as("it does not leave").isFalse();
    }

    @Test
    void aNodeThatLeadsNothingLeavesAtOnce() {
        cluster.runUntil(() -> cluster.isServing("n1"));
        cluster.node("n3").event(new NodeEvent.Leave());
        cluster.runMillis(10);

        assertThat(cluster.node("n3").handedOver).isTrue();
    }

    @Test
    void aNodeWithoutAMajorityDoesNotWaitForAnybody() {
        cluster.runUntil(() -> cluster.isServing("n1"));
        cluster.node("n2").crash();
        cluster.node("n3").crash();
        cluster.runMillis(600);
        cluster.node("n1").event(new NodeEvent.Leave());
        cluster.runMillis(10);

        assertThat(cluster.node("n1").handedOver).isTrue();
    }
}
