package io.ordinal.node;

import static io.ordinal.node.FakeCluster.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.protocol.ClientReply;
import io.ordinal.protocol.Condition;
import io.ordinal.protocol.CopyPage;
import io.ordinal.protocol.HeartbeatAck;
import io.ordinal.protocol.LogPage;
import io.ordinal.protocol.LogRecord;
import io.ordinal.protocol.Message;
import io.ordinal.protocol.Mismatch;
import io.ordinal.protocol.NewEpoch;
import io.ordinal.protocol.NotServed;
import io.ordinal.protocol.Promised;
import io.ordinal.protocol.ReadMode;
import io.ordinal.protocol.ReleaseLease;
import io.ordinal.protocol.Replicate;
import io.ordinal.protocol.StaleEpoch;
import io.ordinal.protocol.WriteReply;
import io.ordinal.ring.NodeId;
import org.junit.jupiter.api.Test;

/** Stories about takeovers that meet with trouble. */
class TakeoverTest {
    private final FakeCluster cluster = new FakeCluster();

    @Test
    void aPromiseWhoseAnswerWasLostIsToldAgainAlsoAfterARestart() {
        cluster.putAt("n1", "city", "Bergen");
        cluster.node("n1").crash();
        cluster.holdBack((from, message) -> from.equals("n3") && message instanceof Promised);
        cluster.giveTo("n2");
        cluster.runMillis(1_000);
        assertThat(cluster.isServing("n2")).isFalse();

        cluster.node("n3").crash();
        cluster.restart("n3");
        cluster.holdNothingBack();
        cluster.runUntil(() -> cluster.isServing("n2"));
        assertThat(cluster.valueAt("n2", "city")).isEqualTo("Bergen");
    }

    @Test
    void aWriteThatComesDuringATakeoverWaitsForItsEnd() {
        cluster.putAt("n1", "city", "Bergen");
        long write = writeDuringATakeoverBy("n2");
        long read = cluster.askToRead("n2", "city", ReadMode.LINEARIZABLE);
        cluster.runMillis(20);
        assertThat(cluster.isServing("n2")).isFalse();

        cluster.deliverHeldBack();
        cluster.holdNothingBack();
        assertThat(cluster.await(write)).isInstanceOf(WriteReply.Applied.class);
        assertThat(FakeCluster.value(cluster.await(read))).isIn("Bergen", "Oslo");
    }

    @Test
    void whoWaitsForATakeoverAtANodeThatShutsDownIsSentAway() {
        long write = writeDuringATakeoverBy("n2");
        cluster.node("n2").event(new NodeEvent.ShutDown());

        assertThat(cluster.await(write))
                .isInstanceOfSatisfying(
                        NotServed.class,
                        refusal -> assertThat(refusal.reason()).isEqualTo(NotServed.Reason.SHUTTING_DOWN));
    }

    @Test
    void aDeposedLeaderNamesItsSuccessor() {
        cluster.putAt("n1", "city", "Bergen");
        cluster.holdBack((from, message) -> from.equals("n2") && message instanceof Replicate);
        cluster.giveTo("n2");
        cluster.runMillis(30);
        ClientReply reply = cluster.await(cluster.ask("n1", cluster.request(put("city", "Oslo"), Condition.NONE)));
        assertThat(reply)
                .isInstanceOfSatisfying(
                        NotServed.class, refusal -> assertThat(refusal.leader()).isEqualTo(new NodeId("n2")));
    }

    @Test
    void whatTheLongestLogHasMoreIsFetchedAtOnce() {
        cluster.isolate("n2");
        cluster.putAt("n1", "city", "Bergen");
        cluster.heal();
        cluster.holdBack((from, message) -> message instanceof Replicate);
        cluster.giveTo("n2");
        cluster.runMillis(5);
        cluster.holdNothingBack();
        long before = cluster.nowNanos;
        cluster.runUntil(() -> cluster.isServing("n2"));

        assertThat(cluster.nowNanos - before).isLessThan(NodeTimes.DEFAULT.resendNanos() / 2);
        assertThat(cluster.valueAt("n2", "city")).isEqualTo("Bergen");
    }

    @Test
    void whoWaitsForATakeoverThatDoesNotEndIsSentAwaySoon() {
        long write = writeDuringATakeoverBy("n2");
        long read = cluster.askToRead("n2", "city", ReadMode.LINEARIZABLE);
        long before = cluster.nowNanos;

        assertThat(cluster.await(write))
                .isInstanceOfSatisfying(
                        NotServed.class,
                        refusal -> assertThat(refusal.reason()).isEqualTo(NotServed.Reason.TAKING_OVER));
        assertThat(cluster.await(read)).isInstanceOf(NotServed.class);
        assertThat(cluster.nowNanos - before).isLessThan(400_000_000L);
    }

    @Test
    void aSourceThatFallsSilentIsReplacedByAnother() {
        cluster.giveTo("n2");
        cluster.runUntil(() -> cluster.isServing("n2"));
        cluster.isolate("n3");
        cluster.putAt("n2", "city", "Bergen");
        cluster.heal();
        cluster.node("n2").crash();
        cluster.holdBack((from, message) -> from.equals("n1") && message instanceof LogPage);
        cluster.giveTo("n3");
        cluster.runMillis(1_000);
        cluster.restart("n2");

        cluster.runUntil(() -> cluster.isServing("n3"));
        assertThat(cluster.valueAt("n3", "city")).isEqualTo("Bergen");
    }

    @Test
    void aTailThatWasCutForALostSourceIsNotWaitedFor() {
        cluster.putAt("n1", "city", "Bergen");
        cluster.runMillis(100);
        cluster.isolate("n1");
        cluster.ask("n1", cluster.request(put("city", "Atlantis"), Condition.NONE));
        cluster.runMillis(20);
        cluster.node("n1").crash();
        cluster.heal();
        cluster.holdBack((from, message) -> from.equals("n3") && message instanceof Replicate);
        cluster.giveTo("n3");
        cluster.runMillis(1_000);

        cluster.holdBack((from, message) -> from.equals("n3") && message instanceof LogPage);
        cluster.isolate("n2");
        cluster.restart("n1");
        cluster.giveTo("n1");
        cluster.runMillis(1_000);
        cluster.node("n3").crash();
        cluster.loseConnectionsTo("n3");
        cluster.heal();
        cluster.runUntil(() -> cluster.isServing("n1"));
        assertThat(cluster.valueAt("n1", "city")).isEqualTo("Bergen");
    }

    @Test
    void aLeaderToBeThatWasTakingACopyTakesItFromSomebodyElse() {
        FakeCluster small = new FakeCluster(new NodeLimits(100, 100, 1 << 10, 1 << 12, 300, 100));
        small.isolate("n3");
        for (int i = 0; i < 20; i++) {
            small.putAt("n1", "k" + i, "v" + i);
        }
        small.node("n1").forgetJournalledLog();
        small.holdBack((from, message) -> message instanceof CopyPage page && page.next() == null);
        small.heal();
        small.runMillis(1_000);
        small.node("n1").crash();
        small.loseConnectionsTo("n1");
        small.holdNothingBack();

        small.giveTo("n3");
        small.runUntil(() -> small.isServing("n3"));
        for (int i = 0; i < 20; i++) {
            assertThat(small.valueAt("n3", "k" + i)).isEqualTo("v" + i);
        }
    }

    @Test
    void aFollowerThatIsLevelTakesNoCopyForOneLostMessage() {
        FakeCluster small = new FakeCluster(new NodeLimits(100, 100, 1 << 10, 1 << 12, 300, 100));
        for (int i = 0; i < 20; i++) {
            small.putAt("n1", "k" + i, "v" + i);
        }
        small.runMillis(200);
        small.nodes.values().forEach(FakeNode::forgetJournalledLog);
        int before = small.node("n3").journal.size();
        small.holdBack((from, message) -> (from.equals("n2") && message instanceof Replicate)
                || (from.equals("n3") && message instanceof Mismatch));
        small.giveTo("n2");
        small.runMillis(250);
        small.holdNothingBack();
        small.runUntil(() -> small.isServing("n2"));
        small.runMillis(1_000);
        assertThat(small.node("n3")
                        .journal
                        .subList(before, small.node("n3").journal.size()))
                .noneMatch(JournalRecord.CopyBegun.class::isInstance);
    }

    @Test
    void noOtherLeaderIsPromisedWhileALeaseIsLent() {
        cluster.putAt("n1", "city", "Bergen");
        cluster.holdBack((from, message) -> message instanceof ReleaseLease);
        long before = cluster.nowNanos;
        cluster.isolate("n1");
        cluster.giveTo("n2");
        cluster.runUntil(() -> cluster.isServing("n2"));
        assertThat(cluster.nowNanos - before).isGreaterThan(FakeCluster.TIMES.leaseNanos() * 3 / 4);
    }

    @Test
    void aLeaderIsToldByAMemberThatWasAskedForAHigherEpoch() {
        cluster.putAt("n1", "city", "Bergen");
        cluster.cut("n1", "n2");
        cluster.giveTo("n2");
        cluster.runMillis(150);

        assertThat(cluster.isServing("n1")).isFalse();
    }

    @Test
    void aMemberTakesNoRecordsBelowItsPromiseFromALeaderThatWasNotTold() {
        cluster.putAt("n1", "city", "Bergen");
        cluster.cut("n1", "n2");
        cluster.holdBack((from, message) -> message instanceof HeartbeatAck
                || message instanceof StaleEpoch
                || (from.equals("n2") && !(message instanceof NewEpoch)));
        cluster.giveTo("n2");
        cluster.runMillis(600);
        long asked = cluster.ask("n1", cluster.request(put("city", "Oslo"), Condition.NONE));
        cluster.runMillis(300);

        assertThat(cluster.replies).doesNotContainKey(asked);
    }

    /** The node waits for promises that do not come; the write comes meanwhile. */
    private long writeDuringATakeoverBy(String node) {
        cluster.holdBack((from, message) -> message instanceof Promised);
        cluster.giveTo(node);
        cluster.runMillis(20);
        return cluster.ask(node, cluster.request(put("city", "Oslo"), Condition.NONE));
    }

    /** Figure 8 of the Raft paper: what an older epoch left is at a majority, and a leader in between knew nothing of it. */
    @Test
    void recordsOfAnOlderEpochAreNotCommittedBeforeTheOpenBehindThem() {
        FakeCluster oneByOne = new FakeCluster(new NodeLimits(100, 100, 1, 1 << 12, 300, 100));
        oneByOne.isolate("n1");
        oneByOne.ask("n1", oneByOne.request(put("city", "Oslo"), Condition.NONE));
        oneByOne.runMillis(600);
        oneByOne.holdBack((from, message) -> from.equals("n2") && message instanceof Replicate);
        oneByOne.giveTo("n2");
        oneByOne.runMillis(600);
        oneByOne.heal();
        oneByOne.isolate("n2");
        oneByOne.holdBack((from, message) -> from.equals("n2") || (from.equals("n1") && isOpen(message)));
        oneByOne.giveTo("n1");
        oneByOne.runMillis(1_000);

        assertThat(oneByOne.node("n3").journal)
                .anyMatch(record -> record instanceof JournalRecord.Appended appended
                        && appended.record().payload() instanceof LogRecord.Write);
        assertThat(FakeCluster.value(oneByOne.read("n1", "city", ReadMode.ANY))).isNull();

        oneByOne.node("n1").crash();
        oneByOne.heal();
        oneByOne.holdNothingBack();
        oneByOne.giveTo("n2");
        oneByOne.runUntil(() -> oneByOne.isServing("n2"));
        assertThat(oneByOne.valueAt("n2", "city")).isNull();
    }

    private static boolean isOpen(Message message) {
        return message instanceof Replicate replicate
                && replicate.records().stream().anyMatch(record -> record.payload() instanceof LogRecord.Open);
    }
}
