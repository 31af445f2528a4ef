package io.ordinal.node;

import static io.ordinal.node.FakeCluster.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.protocol.ClientReply;
import io.ordinal.protocol.Condition;
import io.ordinal.protocol.Grant;
import io.ordinal.protocol.NotServed;
import io.ordinal.protocol.Operation;
import io.ordinal.protocol.ReadMode;
import io.ordinal.protocol.WriteReply;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import io.ordinal.ring.NodeId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Stories about how writes end, and that all of them do. */
class WritesTest {
    private final FakeCluster cluster = new FakeCluster();

    @Test
    void aRejectionThatRestsOnAWriteWithoutAQuorumIsGivenUp() {
        cluster.node("n2").crash();
        cluster.node("n3").crash();
        long first = cluster.ask("n1", cluster.request(put("seat", "Ana"), Condition.NONE));
        long second = cluster.ask("n1", cluster.request(put("seat", "Ben"), Condition.ABSENT));
        assertThat(cluster.await(first)).isInstanceOf(WriteReply.Unknown.class);
        assertThat(((NotServed) cluster.await(second)).reason()).isEqualTo(NotServed.Reason.NO_QUORUM);
    }

    @Test
    void aRejectionThatRestsOnALostWriteIsNeverTold() {
        cluster.putAt("n1", "city", "Bergen");
        cluster.isolate("n1");
        cluster.ask("n1", cluster.request(put("seat", "Ana"), Condition.NONE));
        long second = cluster.ask("n1", cluster.request(put("seat", "Ben"), Condition.ABSENT));
        cluster.runMillis(100);
        assertThat(cluster.replies).doesNotContainKey(second);
        cluster.giveTo("n2");
        assertThat(cluster.await(second)).isInstanceOf(NotServed.class);
    }

    @Test
    void aRejectionNeedsTheLease() {
        cluster.putAt("n1", "seat", "Ana");
        cluster.runMillis(200);
        cluster.isolate("n1");
        cluster.runMillis(500);
        long asked = cluster.ask("n1", cluster.request(put("seat", "Ben"), Condition.ABSENT));
        assertThat(cluster.await(asked)).isInstanceOf(NotServed.class);
    }

    @Test
    void writesThatNobodyConfirmsAreBounded() {
        FakeCluster small = new FakeCluster(new NodeLimits(5, 100, 1 << 20, 1 << 20, 1 << 20, 100));
        small.node("n2").diskStalls = true;
        small.node("n3").diskStalls = true;
        List<Long> asked = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            asked.add(small.ask("n1", small.request(put("k" + i, "v"), Condition.NONE)));
            small.runMillis(5);
        }
        ClientReply last = small.replies.get(asked.get(7));
        assertThat(((NotServed) last).reason()).isEqualTo(NotServed.Reason.OVERLOADED);
        small.node("n2").force();
        assertThat(small.await(asked.get(0))).isInstanceOf(WriteReply.Applied.class);
        assertThat(small.await(asked.get(4))).isInstanceOf(WriteReply.Applied.class);
        small.putAt("n1", "k", "v");
    }

    @Test
    void aReadThatMetAnExpiredEntryIsAnsweredWhenTheLeadershipEnds() {
        Operation.Put shortLived = new Operation.Put(Key.utf8("code"), Bytes.utf8("1234"), 5_000);
        cluster.write("n1", cluster.request(shortLived, Condition.NONE));
        cluster.skipMillis(6_000);
        cluster.runMillis(100);
        cluster.sequencerAnswers = false;
        cluster.runMillis(50);
        long asked = cluster.askToRead("n1", "code", ReadMode.LINEARIZABLE);
        cluster.runMillis(20);
        cluster.giveTo("n2");
        assertThat(cluster.await(asked)).isInstanceOf(NotServed.class);
    }

    @Test
    void aRestartedNodeAsksForNumbersUnderNamesThatItNeverUsed() {
        cluster.putAt("n1", "city", "Bergen");
        cluster.node("n2").crash();
        cluster.node("n3").crash();
        cluster.node("n1").crash();
        List<Long> before = List.copyOf(cluster.grantsAsked);
        cluster.grantsAsked.clear();
        cluster.restart("n1");
        cluster.runMillis(1_000);
        assertThat(cluster.grantsAsked).isNotEmpty();
        assertThat(new HashSet<>(before)).doesNotContainAnyElementsOf(cluster.grantsAsked);
    }

    @Test
    void aClockThatStandsBelowZeroIsAsGoodAsAnyOther() {
        FakeCluster early = new FakeCluster(NodeLimits.DEFAULT, 3, -60_000_000_000L);
        early.putAt("n1", "city", "Bergen");
        assertThat(early.valueAt("n1", "city")).isEqualTo("Bergen");
    }

    @Test
    void numbersLeftOverAreNotUsedLater() {
        long first = cluster.putAt("n1", "a", "1");
        cluster.grantsMore = 10;
        cluster.putAt("n1", "b", "2");
        cluster.grantsMore = 0;
        long elsewhere = cluster.issueElsewhere(1);
        assertThat(cluster.putAt("n1", "c", "3")).isGreaterThan(elsewhere);
        assertThat(first).isLessThan(elsewhere);
    }

    @Test
    void aGrantThatTookLongerThanTheMarginIsNotUsed() {
        cluster.grantDelayMillis = 120;
        long asked = cluster.ask("n1", cluster.request(put("a", "1"), Condition.NONE));
        cluster.runMillis(400);
        assertThat(cluster.replies).doesNotContainKey(asked);
        cluster.grantDelayMillis = 0;
        assertThat(cluster.await(asked)).isInstanceOf(WriteReply.Applied.class);
    }

    /** Nothing ran meanwhile: the grant is the first that the node hears of the time that has passed. */
    @Test
    void aGrantThatAPausedNodeFindsAfterTheMarginIsNotUsed() {
        cluster.sequencerAnswers = false;
        long asked = cluster.ask("n1", cluster.request(put("a", "1"), Condition.NONE));
        cluster.runMillis(300);
        int before = cluster.grantsAsked.size();
        while (cluster.grantsAsked.size() == before) {
            cluster.runMillis(1);
        }
        cluster.nowNanos += 2 * FakeCluster.TIMES.grantMarginNanos();
        long request = cluster.grantsAsked.get(cluster.grantsAsked.size() - 1);
        cluster.node("n1").event(new NodeEvent.Received(new NodeId("n1"), new Grant(request, 1, 500, 1, 500)));
        cluster.sequencerAnswers = true;

        assertThat(cluster.await(asked))
                .isInstanceOf(WriteReply.Applied.class)
                .isNotEqualTo(new WriteReply.Applied(500));
    }

    @Test
    void aGrantOfATermThatIsKnownToBeOverIsNotUsed() {
        cluster.node("n1").event(new NodeEvent.SequencerSeen(2, cluster.node("n1").member, 2));
        long asked = cluster.ask("n1", cluster.request(put("a", "1"), Condition.NONE));
        cluster.runMillis(400);
        assertThat(cluster.replies).doesNotContainKey(asked);
        cluster.grantTerm = 2;
        assertThat(cluster.await(asked)).isInstanceOf(WriteReply.Applied.class);
    }
}
