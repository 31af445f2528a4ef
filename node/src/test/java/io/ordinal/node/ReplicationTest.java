package io.ordinal.node;

import static io.ordinal.node.FakeCluster.put;
import static io.ordinal.node.FakeCluster.retryOf;
import static io.ordinal.node.FakeCluster.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.protocol.ClientReply;
import io.ordinal.protocol.Condition;
import io.ordinal.protocol.FetchCopy;
import io.ordinal.protocol.Heartbeat;
import io.ordinal.protocol.Message;
import io.ordinal.protocol.Mismatch;
import io.ordinal.protocol.NotServed;
import io.ordinal.protocol.Operation;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.ReadMode;
import io.ordinal.protocol.ReadReply;
import io.ordinal.protocol.Replicate;
import io.ordinal.protocol.ReplicateAck;
import io.ordinal.protocol.WriteReply;
import io.ordinal.protocol.WriteRequest;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import io.ordinal.ring.NodeId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplicationTest {
    private final FakeCluster cluster = new FakeCluster();

    @Test
    void aPutIsAppliedByAllAndReadByItsNumber() {
        long number = cluster.putAt("n1", "city", "Bergen");

        assertThat(cluster.valueAt("n1", "city")).isEqualTo("Bergen");
        assertThat(value(cluster.read("n2", "city", new ReadMode.AtLeast(number))))
                .isEqualTo("Bergen");
        assertThat(value(cluster.read("n3", "city", new ReadMode.AtLeast(number))))
                .isEqualTo("Bergen");
    }

    @Test
    void aFollowerServesNoLinearizableReadAndNoWrite() {
        assertThat(cluster.read("n2", "city", ReadMode.LINEARIZABLE)).isInstanceOf(NotServed.class);
        assertThat(cluster.write("n2", cluster.request(put("city", "Oslo"), Condition.NONE)))
                .isInstanceOf(NotServed.class);
    }

    @Test
    void nothingIsAcknowledgedBeforeAMajorityHasItOnDisk() {
        cluster.node("n2").diskStalls = true;
        cluster.node("n3").diskStalls = true;
        long asked = cluster.ask("n1", cluster.request(put("city", "Bergen"), Condition.NONE));
        cluster.runMillis(200);
        assertThat(cluster.replies).doesNotContainKey(asked);

        cluster.node("n3").force();
        assertThat(cluster.await(asked)).isInstanceOf(WriteReply.Applied.class);
    }

    @Test
    void theLeaderItselfCountsOnlyWithItsDisk() {
        cluster.node("n1").diskStalls = true;
        cluster.node("n2").diskStalls = true;
        long asked = cluster.ask("n1", cluster.request(put("city", "Bergen"), Condition.NONE));
        cluster.runMillis(200);
        assertThat(cluster.replies).doesNotContainKey(asked);
    }

    @Test
    void whatWasAcknowledgedSurvivesTheLeader() {
        long number = cluster.putAt("n1", "city", "Bergen");
        cluster.node("n1").crash();

        cluster.giveTo("n2");
        cluster.runUntil(() -> cluster.isServing("n2"));

        ReadReply found = (ReadReply) cluster.read("n2", "city", ReadMode.LINEARIZABLE);
        assertThat(value(found)).isEqualTo("Bergen");
        assertThat(found.entry().sequence()).isEqualTo(number);
        assertThat(cluster.putAt("n2", "city", "Oslo")).isGreaterThan(number);
    }

    @Test
    void aNewLeaderThatFindsNoMajoritySaysThatItIsReadOnly() {
        cluster.node("n1").crash();
        cluster.node("n3").crash();
        cluster.giveTo("n2");
        cluster.runMillis(100);
        assertThat(refusalAt("n2")).isEqualTo(NotServed.Reason.TAKING_OVER);

        cluster.runMillis(FakeCluster.TIMES.refuseNanos() / 1_000_000);
        assertThat(refusalAt("n2")).isEqualTo(NotServed.Reason.NO_QUORUM);
        assertThat(cluster.node("n2").readOnlyWhy).contains("no quorum");

        cluster.restart("n3");
        cluster.runUntil(() -> cluster.isServing("n2"));
        assertThat(cluster.putAt("n2", "city", "Oslo")).isPositive();
        assertThat(cluster.node("n2").readOnlyWhy).isEmpty();
    }

    private NotServed.Reason refusalAt(String node) {
        ClientReply reply = cluster.write(node, cluster.request(put("city", "Bergen"), Condition.NONE));
        assertThat(reply).isInstanceOf(NotServed.class);
        return ((NotServed) reply).reason();
    }

    @Test
    void aNewLeaderFetchesWhatItLacksFromTheLongestLog() {
        cluster.isolate("n2");
        cluster.putAt("n1", "city", "Bergen");
        cluster.heal();
        cluster.node("n1").crash();

        cluster.giveTo("n2");
        cluster.runUntil(() -> cluster.isServing("n2"));

        assertThat(cluster.valueAt("n2", "city")).isEqualTo("Bergen");
    }

    @Test
    void aRangeWithOneMemberGoesOnServingReads() {
        FakeCluster alone = new FakeCluster(NodeLimits.DEFAULT, 1, 5_000_000_000L);
        alone.putAt("n1", "city", "Bergen");

        alone.runMillis(3 * FakeCluster.TIMES.leaseNanos() / 1_000_000);

        assertThat(alone.isServing("n1")).isTrue();
        assertThat(alone.valueAt("n1", "city")).isEqualTo("Bergen");
    }

    @Test
    void aMismatchThatComesVeryLateDoesNotStopTheStreamToItsFollower() {
        FakeCluster narrow = new FakeCluster(new NodeLimits(1_000, 1_000, 300, 300, 1 << 20, 100));
        narrow.isolate("n2");
        narrow.putAt("n1", "city", "Bergen");
        narrow.heal();
        narrow.holdBack((from, message) -> from.equals("n2") && message instanceof Mismatch);
        for (int i = 0; i < 10; i++) {
            narrow.putAt("n1", "city " + i, "Oslo");
        }
        narrow.holdNothingBack();
        narrow.runMillis(500);
        assertThat(narrow.read("n2", "city", ReadMode.ANY)).isInstanceOf(ReadReply.class);

        narrow.deliverHeldBack();
        narrow.runMillis(5);
        long number = narrow.putAt("n1", "city", "Trondheim");
        narrow.runMillis(1_000);

        assertThat(value(narrow.read("n2", "city", new ReadMode.AtLeast(number))))
                .isEqualTo("Trondheim");
    }

    @Test
    void aTailThatNoMajorityHeldIsCutFromAReturningLeader() {
        cluster.putAt("n1", "city", "Bergen");
        cluster.isolate("n1");
        cluster.ask("n1", cluster.request(put("city", "Atlantis"), Condition.NONE));
        cluster.runMillis(20);
        cluster.node("n1").crash();
        cluster.heal();
        cluster.giveTo("n2");
        cluster.runUntil(() -> cluster.isServing("n2"));
        long number = cluster.putAt("n2", "city", "Oslo");

        cluster.restart("n1");
        assertThat(value(cluster.read("n1", "city", new ReadMode.AtLeast(number))))
                .isEqualTo("Oslo");

        cluster.giveTo("n1");
        cluster.runUntil(() -> cluster.isServing("n1"));
        assertThat(cluster.valueAt("n1", "city")).isEqualTo("Oslo");
    }

    @Test
    void aLeaderCutOffFromItsMembersStopsAnsweringReads() {
        cluster.putAt("n1", "city", "Bergen");
        cluster.isolate("n1");
        cluster.runMillis(450);
        assertThat(cluster.read("n1", "city", ReadMode.LINEARIZABLE)).isInstanceOf(NotServed.class);
        assertThat(value(cluster.read("n1", "city", ReadMode.ANY))).isEqualTo("Bergen");
    }

    @Test
    void noTwoNodesEverHoldALeaseAtOnce() {
        cluster.isolate("n1");
        cluster.giveTo("n2");
        for (int i = 0; i < 1_500; i++) {
            cluster.runMillis(1);
            assertThat(cluster.isServing("n1") && cluster.isServing("n2")).isFalse();
        }
        assertThat(cluster.isServing("n2")).isTrue();
    }

    @Test
    void aPlannedTransferNeedsNoLeaseToRunOut() {
        cluster.runMillis(100);
        long before = cluster.nowNanos;
        cluster.giveTo("n3");
        cluster.runUntil(() -> cluster.isServing("n3"));
        assertThat(cluster.nowNanos - before).isLessThan(FakeCluster.TIMES.heartbeatNanos() * 2);
    }

    @Test
    void aRestartedLeaderDoesNotGoOnInItsOldEpoch() {
        cluster.putAt("n1", "city", "Bergen");
        cluster.node("n1").crash();
        cluster.restart("n1");
        cluster.runMillis(1_000);
        assertThat(cluster.isServing("n1")).isFalse();
        assertThat(cluster.lastReportOf("n1").wanting()).containsExactly(cluster.range());

        cluster.giveTo("n1");
        cluster.runUntil(() -> cluster.isServing("n1"));
        assertThat(cluster.valueAt("n1", "city")).isEqualTo("Bergen");
    }

    @Test
    void allCrashAndEverythingAcknowledgedIsThere() {
        long first = cluster.putAt("n1", "city", "Bergen");
        cluster.putAt("n1", "river", "Otra");
        cluster.nodes.values().forEach(FakeNode::crash);
        cluster.nodes.keySet().forEach(cluster::restart);
        cluster.giveTo("n3");
        cluster.runUntil(() -> cluster.isServing("n3"));

        ReadReply city = (ReadReply) cluster.read("n3", "city", ReadMode.LINEARIZABLE);
        assertThat(city.entry().sequence()).isEqualTo(first);
        assertThat(cluster.valueAt("n3", "river")).isEqualTo("Otra");
    }

    @Test
    void aFollowerThatLagsBeyondTheMemoryTailIsFilledFromTheJournal() {
        FakeCluster small = new FakeCluster(new NodeLimits(100, 100, 1 << 10, 1 << 12, 300, 100));
        small.isolate("n3");
        long number = 0;
        for (int i = 0; i < 50; i++) {
            number = small.putAt("n1", "k" + i, "v" + i);
        }
        small.heal();
        assertThat(value(small.read("n3", "k7", new ReadMode.AtLeast(number)))).isEqualTo("v7");
    }

    @Test
    void aFollowerThatRestartsBehindTheJournalTakesACopyThoughNothingIsWritten() {
        FakeCluster small = new FakeCluster(new NodeLimits(100, 100, 1 << 10, 1 << 12, 300, 100));
        small.node("n3").crash();
        for (int i = 0; i < 50; i++) {
            small.putAt("n1", "k" + i, "v" + i);
        }
        small.node("n1").forgetJournalledLog();

        small.restart("n3");
        small.runMillis(3_000);

        assertThat(value(small.read("n3", "k7", ReadMode.ANY))).isEqualTo("v7");
    }

    @Test
    void aFollowerThatIsLevelIsNotCopiedThoughTheFirstMessagesToItAreLost() {
        FakeCluster small = new FakeCluster(new NodeLimits(100, 100, 1 << 10, 1 << 12, 300, 100));
        for (int i = 0; i < 50; i++) {
            small.putAt("n1", "k" + i, "v" + i);
        }
        small.runMillis(200);
        small.node("n2").forgetJournalledLog();
        List<Message> copies = new ArrayList<>();
        small.holdBack((from, message) -> (message instanceof FetchCopy && copies.add(message))
                || message instanceof Mismatch
                || (message instanceof Replicate replicate
                        && !replicate.records().isEmpty()));
        small.giveTo("n2");
        small.runMillis(1_000);
        small.holdNothingBack();

        small.runUntil(() -> small.isServing("n2"));
        assertThat(copies).isEmpty();
    }

    @Test
    void aFollowerBehindTheJournalTakesACopy() {
        FakeCluster small = new FakeCluster(new NodeLimits(100, 100, 1 << 10, 1 << 12, 300, 100));
        small.putAt("n1", "gone", "soon");
        small.isolate("n3");
        for (int i = 0; i < 50; i++) {
            small.putAt("n1", "k" + i, "v" + i);
        }
        WriteRequest delete = small.request(new Operation.Delete(Key.utf8("gone")), Condition.NONE);
        long number = ((WriteReply.Applied) small.write("n1", delete)).sequence();
        small.node("n1").forgetJournalledLog();
        small.heal();
        assertThat(value(small.read("n3", "k7", new ReadMode.AtLeast(number)))).isEqualTo("v7");
        assertThat(value(small.read("n3", "gone", new ReadMode.AtLeast(number))))
                .isNull();

        small.node("n1").crash();
        small.giveTo("n3");
        small.runUntil(() -> small.isServing("n3"));
        assertThat(small.write("n3", retryOf(delete, 2))).isEqualTo(new WriteReply.Applied(number));
    }

    @Test
    void aCompareAndSetIsJudgedAgainstWritesInFlight() {
        long number = cluster.putAt("n1", "seat", "free");
        long ana = cluster.ask("n1", cluster.request(put("seat", "Ana"), new Condition.VersionIs(number)));
        long ben = cluster.ask("n1", cluster.request(put("seat", "Ben"), new Condition.VersionIs(number)));

        ClientReply first = cluster.await(ana);
        assertThat(first).isInstanceOf(WriteReply.Applied.class);
        assertThat(cluster.await(ben)).isEqualTo(new WriteReply.Rejected(((WriteReply.Applied) first).sequence()));
        assertThat(cluster.valueAt("n1", "seat")).isEqualTo("Ana");
    }

    @Test
    void aRejectionInAnIdleRangeIsAnsweredAtOnce() {
        long number = cluster.putAt("n1", "seat", "Ana");
        WriteRequest insert = cluster.request(put("seat", "Ben"), Condition.ABSENT);
        assertThat(cluster.write("n1", insert)).isEqualTo(new WriteReply.Rejected(number));
    }

    @Test
    void aRetryGetsTheFirstAnswerAlsoFromTheNextLeader() {
        WriteRequest insert = cluster.request(put("seat", "Ana"), Condition.ABSENT);
        ClientReply first = cluster.write("n1", insert);
        assertThat(cluster.write("n1", retryOf(insert, 2))).isEqualTo(first);

        cluster.node("n1").crash();
        cluster.giveTo("n2");
        cluster.runUntil(() -> cluster.isServing("n2"));
        assertThat(cluster.write("n2", retryOf(insert, 3))).isEqualTo(first);
    }

    @Test
    void aRefusedRetryIsRefusedForEver() {
        long number = cluster.putAt("n1", "seat", "Ana");
        WriteRequest late = cluster.request(put("seat", "Ben"), Condition.ABSENT);
        assertThat(cluster.write("n1", retryOf(late, 2))).isEqualTo(new WriteReply.Rejected(number));
        cluster.write("n1", cluster.request(new Operation.Delete(Key.utf8("seat")), Condition.NONE));

        assertThat(cluster.write("n1", late)).isEqualTo(new WriteReply.Rejected(number));
        assertThat(cluster.valueAt("n1", "seat")).isNull();
    }

    @Test
    void aRequestOlderThanTheMemoryOfAnswersIsNotRun() {
        FakeCluster forgetful = new FakeCluster(new NodeLimits(100, 100, 1 << 20, 1 << 20, 1 << 20, 3));
        WriteRequest old = forgetful.request(put("a", "1"), Condition.NONE);
        for (int i = 0; i < 6; i++) {
            forgetful.putAt("n1", "b", "2");
        }
        NotServed refused = (NotServed) forgetful.write("n1", old);
        assertThat(refused.reason()).isEqualTo(NotServed.Reason.BORN_TOO_LONG_AGO);
    }

    @Test
    void anExpiredEntryIsGoneOnlyWithALoggedTime() {
        Operation.Put shortLived = new Operation.Put(Key.utf8("code"), Bytes.utf8("1234"), 5_000);
        cluster.write("n1", cluster.request(shortLived, Condition.NONE));
        assertThat(cluster.valueAt("n1", "code")).isEqualTo("1234");

        cluster.skipMillis(6_000);
        cluster.runMillis(100);
        assertThat(value(cluster.read("n2", "code", ReadMode.ANY))).isEqualTo("1234");
        assertThat(cluster.valueAt("n1", "code")).isNull();
        cluster.runMillis(100);
        assertThat(value(cluster.read("n2", "code", ReadMode.ANY))).isNull();
    }

    @Test
    void anIdleRangeClosesWhenAReaderAsks() {
        cluster.putAt("n1", "city", "Bergen");
        cluster.issueElsewhere(10);
        cluster.runMillis(100);
        assertThat(value(cluster.read("n2", "city", new ReadMode.AtLeast(8)))).isEqualTo("Bergen");
        assertThat(cluster.putAt("n1", "city", "Oslo")).isGreaterThan(11);
    }

    @Test
    void aHeartbeatOfSomebodyWhoIsNoMemberIsNotFollowed() {
        Heartbeat.Beat beat =
                new Heartbeat.Beat(cluster.range(), 99, Position.START, 0, Position.START, Position.START);
        for (String node : List.of("n1", "n2", "n3")) {
            cluster.node(node).event(new NodeEvent.Received(new NodeId("n9"), new Heartbeat(0, List.of(beat))));
        }
        cluster.runMillis(500);
        cluster.putAt("n1", "city", "Bergen");
        assertThat(cluster.isServing("n1")).isTrue();
    }

    @Test
    void aReaderWhoseNumberDoesNotComeIsToldSo() {
        NotServed late = (NotServed) cluster.read("n2", "city", new ReadMode.AtLeast(1_000));
        assertThat(late.reason()).isEqualTo(NotServed.Reason.NOT_REACHED);
    }

    @Test
    void withoutNumbersWritesAreRefusedAndReadsGoOn() {
        cluster.putAt("n1", "city", "Bergen");
        cluster.sequencerAnswers = false;
        NotServed refused = (NotServed) cluster.write("n1", cluster.request(put("city", "Oslo"), Condition.NONE));
        assertThat(refused.reason()).isEqualTo(NotServed.Reason.NO_SEQUENCER);
        assertThat(cluster.valueAt("n1", "city")).isEqualTo("Bergen");
    }

    @Test
    void withoutAQuorumNothingIsWrittenAndWhoWaitsIsTold() {
        cluster.putAt("n1", "city", "Bergen");
        cluster.node("n2").crash();
        cluster.node("n3").crash();
        ClientReply waited = cluster.write("n1", cluster.request(put("city", "Oslo"), Condition.NONE));
        assertThat(waited).isInstanceOf(WriteReply.Unknown.class);
        NotServed refused = (NotServed) cluster.write("n1", cluster.request(put("city", "Rome"), Condition.NONE));
        assertThat(refused.reason()).isEqualTo(NotServed.Reason.NO_QUORUM);
        assertThat(value(cluster.read("n1", "city", ReadMode.ANY))).isEqualTo("Bergen");
    }

    @Test
    void anAcknowledgementThatWasLostIsHadAgainEvenIfTheLogsAgreeAndThereIsNothingToSend() {
        cluster.isolate("n3");
        cluster.holdBack((from, message) -> from.equals("n2") && message instanceof ReplicateAck);
        long asked = cluster.ask("n1", cluster.request(put("city", "Bergen"), Condition.NONE));
        cluster.runMillis(50);
        cluster.node("n2").crash();
        cluster.restart("n2");
        cluster.runMillis(400);
        assertThat(cluster.replies).doesNotContainKey(asked);

        cluster.holdNothingBack();
        assertThat(cluster.await(asked)).isInstanceOf(WriteReply.Applied.class);
    }
}
