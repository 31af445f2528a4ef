package io.ordinal.node;

import static io.ordinal.node.FakeCluster.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.protocol.ClientReply;
import io.ordinal.protocol.NotServed;
import io.ordinal.protocol.ReadMode;
import io.ordinal.protocol.Replicate;
import org.junit.jupiter.api.Test;

/** Stories about reads that name a number, and the closing that answers them in idle ranges. */
class ReadsAtFollowersTest {
    private final FakeCluster cluster = new FakeCluster();

    @Test
    void aReaderIsAnsweredAsSoonAsItsNumberIsClosed() {
        cluster.putAt("n1", "city", "Bergen");
        long number = cluster.issueElsewhere(10);
        cluster.runMillis(100);

        long asked = cluster.nowNanos;
        assertThat(value(cluster.read("n2", "city", new ReadMode.AtLeast(number))))
                .isEqualTo("Bergen");
        assertThat(cluster.nowNanos - asked).isLessThan(FakeCluster.TIMES.heartbeatNanos() * 2);
    }

    @Test
    void aNumberThatTheLeaderHasNotHeardOfIsClosedOnceItHas() {
        cluster.putAt("n1", "city", "Bergen");
        long number = cluster.issueElsewhere(10);
        assertThat(value(cluster.read("n2", "city", new ReadMode.AtLeast(number))))
                .isEqualTo("Bergen");
    }

    @Test
    void aLostProposalToCloseIsMadeAgain() {
        cluster.putAt("n1", "city", "Bergen");
        long number = cluster.issueElsewhere(10);
        cluster.runMillis(100);
        long asked = cluster.askToRead("n2", "city", new ReadMode.AtLeast(number));
        cluster.holdBack((from, message) -> message instanceof Replicate replicate && replicate.proposedClosed() > 0);
        cluster.runMillis(50);
        cluster.holdNothingBack();
        assertThat(value(cluster.await(asked))).isEqualTo("Bergen");
    }

    @Test
    void aNumberIsClosedOnlyWhenAMajorityHasThatOnDisk() {
        cluster.putAt("n1", "city", "Bergen");
        long number = cluster.issueElsewhere(10);
        cluster.runMillis(100);
        cluster.node("n2").diskStalls = true;
        cluster.node("n3").diskStalls = true;
        ClientReply reply = cluster.read("n1", "city", new ReadMode.AtLeast(number));
        assertThat(((NotServed) reply).reason()).isEqualTo(NotServed.Reason.NOT_REACHED);

        cluster.node("n2").force();
        assertThat(value(cluster.read("n1", "city", new ReadMode.AtLeast(number))))
                .isEqualTo("Bergen");
    }

    @Test
    void whatWasClosedBeforeATakeoverIsNotServedByAReplicaThatLags() {
        cluster.putAt("n1", "city", "Bergen");
        cluster.runMillis(200);
        cluster.isolate("n3");
        long number = cluster.putAt("n1", "city", "Oslo");
        long closed = cluster.issueElsewhere(10);
        assertThat(value(cluster.read("n2", "city", new ReadMode.AtLeast(closed))))
                .isEqualTo("Oslo");
        cluster.heal();
        cluster.node("n3").tableStalls = true;

        cluster.giveTo("n2");
        cluster.runUntil(() -> cluster.isServing("n2"));
        cluster.runMillis(300);
        assertThat(cluster.read("n3", "city", new ReadMode.AtLeast(number))).isInstanceOf(NotServed.class);

        cluster.node("n3").tableStalls = false;
        cluster.node("n3").applyToTable();
        assertThat(value(cluster.read("n3", "city", new ReadMode.AtLeast(closed))))
                .isEqualTo("Oslo");
    }

    @Test
    void nothingIsAddedBelowAClosedNumberAfterATakeover() {
        cluster.putAt("n1", "city", "Bergen");
        long closed = cluster.issueElsewhere(10);
        cluster.read("n2", "city", new ReadMode.AtLeast(closed));
        cluster.node("n1").crash();
        cluster.giveTo("n3");
        cluster.runUntil(() -> cluster.isServing("n3"));
        cluster.sequencerGoesBackTo(closed - 5);
        assertThat(cluster.putAt("n3", "city", "Oslo")).isGreaterThan(closed);
    }

    @Test
    void aRestartedFollowerOfAnIdleRangeFindsItsLeader() {
        cluster.putAt("n1", "city", "Bergen");
        cluster.runMillis(200);
        cluster.node("n3").crash();
        cluster.restart("n3");
        long number = cluster.issueElsewhere(10);
        assertThat(value(cluster.read("n3", "city", new ReadMode.AtLeast(number))))
                .isEqualTo("Bergen");
    }
}
