package io.ordinal.node;

import static io.ordinal.node.FakeCluster.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.protocol.Condition;
import io.ordinal.protocol.NewEpoch;
import io.ordinal.protocol.NodeReport;
import io.ordinal.protocol.Promised;
import io.ordinal.protocol.ReplicateAck;
import io.ordinal.protocol.WriteRequest;
import io.ordinal.ring.Key;
import org.junit.jupiter.api.Test;

/** Stories about a member that may have lost something that it acknowledged: it does not count until it is level. */
class SuspectMemberTest {
    private final FakeCluster cluster = new FakeCluster();

    /** n1 and n2 acknowledge a write that n3 never hears of; then n2 loses it, and n1 is out of reach. */
    private void loseAnAcknowledgedWriteAtN2() {
        cluster.isolate("n3");
        int kept = cluster.node("n2").journal.size();
        cluster.node("n2").tableStalls = true;
        cluster.putAt("n1", "city", "Bergen");
        cluster.node("n2").crash();
        cluster.node("n2").loseJournalAfter(kept);
        cluster.node("n2").tableStalls = false;
        cluster.isolate("n1");
        cluster.restart("n2");
        cluster.runMillis(500);
    }

    private void healN2AndN3() {
        cluster.heal();
        cluster.isolate("n1");
    }

    private void crashAndRestart(String node) {
        cluster.node(node).crash();
        cluster.restart(node);
    }

    private void restartAsSuspect(String node) {
        cluster.node(node).crash();
        cluster.node(node).trust = Trust.SUSPECT;
        cluster.restart(node);
        cluster.runMillis(500);
    }

    private boolean isSuspect(String node) {
        return !cluster.lastReportOf(node).suspectIn().isEmpty();
    }

    @Test
    void anAcknowledgedWriteThatOneOfTwoHoldersLostIsFoundAgain() {
        loseAnAcknowledgedWriteAtN2();
        healN2AndN3();
        cluster.giveTo("n3");
        cluster.runMillis(3_000);
        assertThat(cluster.isServing("n3")).isFalse();

        cluster.heal();
        cluster.tellMap("n1");
        cluster.runUntil(() -> cluster.isServing("n3"));
        assertThat(cluster.valueAt("n3", "city")).isEqualTo("Bergen");
        cluster.runUntil(() -> !isSuspect("n2"));
    }

    @Test
    void aSuspectMemberPromisesNothing() {
        restartAsSuspect("n2");
        cluster.node("n1").crash();
        boolean[] promised = new boolean[1];
        cluster.holdBack((from, message) -> {
            promised[0] |= from.equals("n2") && message instanceof Promised;
            return false;
        });
        cluster.giveTo("n3");
        cluster.runMillis(2_000);
        assertThat(promised[0]).isFalse();
        assertThat(cluster.isServing("n3")).isFalse();
    }

    @Test
    void aSuspectMemberRenewsNoLeaseAndAcknowledgesNothingInTheEpochOfItsStart() {
        restartAsSuspect("n2");
        boolean[] acknowledged = new boolean[1];
        cluster.holdBack((from, message) -> {
            acknowledged[0] |= from.equals("n2") && message instanceof ReplicateAck;
            return false;
        });
        cluster.isolate("n3");
        long write = cluster.ask("n1", cluster.request(put("city", "Bergen"), Condition.NONE));
        cluster.runMillis(1_000);
        assertThat(cluster.replies).doesNotContainKey(write);
        assertThat(acknowledged[0]).isFalse();
        assertThat(cluster.isServing("n1")).isFalse();
    }

    @Test
    void itFollowsMeanwhile() {
        restartAsSuspect("n2");
        cluster.putAt("n1", "city", "Bergen");
        cluster.runUntil(() -> cluster.node("n2").table.entries.size() == 1);
        assertThat(isSuspect("n2")).isTrue();
    }

    @Test
    void itAsksForAHigherEpochAndIsBroughtLevelByIt() {
        restartAsSuspect("n2");
        NodeReport report = cluster.lastReportOf("n2");
        assertThat(report.wanting()).containsExactly(cluster.range());
        assertThat(report.suspectIn()).containsExactly(cluster.range());

        cluster.giveTo("n1");
        cluster.runUntil(() -> cluster.isServing("n1"));
        cluster.runUntil(() -> !isSuspect("n2"));
        assertThat(cluster.lastReportOf("n2").wanting()).isEmpty();

        cluster.isolate("n3");
        cluster.putAt("n1", "city", "Bergen");
        cluster.node("n1").crash();
        cluster.heal();
        cluster.giveTo("n2");
        cluster.runUntil(() -> cluster.isServing("n2"));
        assertThat(cluster.valueAt("n2", "city")).isEqualTo("Bergen");
    }

    @Test
    void itDoesNotAskForEverMoreEpochs() {
        restartAsSuspect("n2");
        cluster.node("n1").crash();
        cluster.giveTo("n3");
        cluster.runMillis(500);
        assertThat(isSuspect("n2")).isTrue();
        assertThat(cluster.lastReportOf("n2").wanting()).isEmpty();
    }

    @Test
    void itTakesNothingOver() {
        restartAsSuspect("n2");
        boolean[] asked = new boolean[1];
        cluster.holdBack((from, message) -> {
            asked[0] |= from.equals("n2") && message instanceof NewEpoch;
            return false;
        });
        cluster.giveTo("n2");
        cluster.runMillis(2_000);
        assertThat(cluster.isServing("n2")).isFalse();
        assertThat(asked[0]).isFalse();

        cluster.giveTo("n3");
        cluster.runUntil(() -> cluster.isServing("n3"));
        cluster.runUntil(() -> !isSuspect("n2"));
    }

    @Test
    void aSecondRestartForgetsNeitherTheSuspicionNorItsFloor() {
        restartAsSuspect("n2");
        assertThat(cluster.node("n2").trust).isEqualTo(Trust.WHOLE);
        cluster.isolate("n2");
        cluster.giveTo("n1");
        crashAndRestart("n2");
        cluster.runMillis(500);
        crashAndRestart("n2");
        cluster.heal();
        cluster.runMillis(10);
        assertThat(cluster.node("n2").journal).contains(new JournalRecord.Suspected(cluster.range(), 1));
        cluster.runUntil(() -> !isSuspect("n2"));
        crashAndRestart("n2");
        cluster.runMillis(500);
        assertThat(isSuspect("n2")).isFalse();
    }

    @Test
    void aStartThatEndsBeforeItSawAMapIsSuspectTheNextTime() {
        cluster.node("n2").crash();
        cluster.node("n2").trust = Trust.SUSPECT;
        cluster.node("n2").start();
        cluster.runMillis(100);
        assertThat(cluster.node("n2").trust).isEqualTo(Trust.SUSPECT);
        assertThat(cluster.node("n2").journal).contains(new JournalRecord.Suspected(cluster.range(), 0));
        cluster.node("n2").crash();
        cluster.node("n2").trust = Trust.WHOLE;
        cluster.restart("n2");
        cluster.runMillis(500);
        assertThat(isSuspect("n2")).isTrue();
        assertThat(cluster.node("n2").journal).contains(new JournalRecord.Suspected(cluster.range(), 1));
    }

    @Test
    void aRebuiltNodeIsFilledFromTheOthers() {
        for (int i = 0; i < 10; i++) {
            cluster.putAt("n1", "k" + i, "v" + i);
        }
        cluster.node("n2").crash();
        cluster.node("n2").loseEverything();
        cluster.restart("n2");
        cluster.runMillis(500);
        assertThat(isSuspect("n2")).isTrue();

        cluster.giveTo("n1");
        cluster.runUntil(() -> cluster.isServing("n1"));
        cluster.runUntil(() -> !isSuspect("n2"));
        assertThat(cluster.node("n2").table.entries).isEqualTo(cluster.node("n1").table.entries);
    }

    @Test
    void aRebuiltNodeTakesACopyWhereTheLogIsGone() {
        FakeCluster small = new FakeCluster(new NodeLimits(100, 100, 1 << 10, 1 << 12, 300, 100));
        for (int i = 0; i < 20; i++) {
            small.putAt("n1", "k" + i, "v" + i);
        }
        small.node("n1").forgetJournalledLog();
        small.node("n2").crash();
        small.node("n2").loseEverything();
        small.restart("n2");
        small.giveTo("n1");
        small.runUntil(() -> small.isServing("n1"));
        small.runUntil(() -> small.lastReportOf("n2").suspectIn().isEmpty());
        assertThat(small.node("n2").table.entries).isEqualTo(small.node("n1").table.entries);
        assertThat(small.node("n2").journal).anyMatch(JournalRecord.Copied.class::isInstance);
    }

    @Test
    void itsCopyBeginsFromNothing() {
        FakeCluster small = new FakeCluster(new NodeLimits(100, 100, 1 << 10, 1 << 12, 300, 100));
        small.putAt("n1", "old", "value");
        small.runMillis(200);
        int kept = small.node("n2").journal.size();
        small.node("n2").tableStalls = true;
        for (int i = 0; i < 20; i++) {
            small.putAt("n1", "k" + i, "v" + i);
        }
        small.node("n2").crash();
        small.node("n2").loseJournalAfter(kept);
        small.node("n2").tableStalls = false;
        small.node("n1").forgetJournalledLog();
        // As if it had been deleted, and all had passed that for good.
        small.node("n1").table.entries.remove(Key.utf8("old"));
        small.node("n3").table.entries.remove(Key.utf8("old"));
        small.restart("n2");
        small.runMillis(500);
        small.giveTo("n1");
        small.runUntil(() -> small.isServing("n1"));
        small.runUntil(() -> small.lastReportOf("n2").suspectIn().isEmpty());
        assertThat(small.node("n2").table.entries).isEqualTo(small.node("n1").table.entries);

        small.isolate("n3");
        small.putAt("n1", "k21", "v21");
    }

    @Test
    void aTableThatIsAheadOfALostJournalIsWhereTheLogGoesOn() {
        cluster.giveTo("n1");
        cluster.runUntil(() -> cluster.isServing("n1"));
        int kept = cluster.node("n2").journal.size() - 2;
        cluster.putAt("n1", "city", "Bergen");
        cluster.runUntil(() -> cluster.node("n2").table.entries.size() == 1);
        cluster.node("n2").crash();
        cluster.putAt("n1", "river", "Rhine");
        cluster.node("n2").loseJournalAfter(kept);
        cluster.node("n2").trust = Trust.LOSS_ACCEPTED;
        cluster.isolate("n1");
        cluster.restart("n2");
        cluster.runMillis(500);
        cluster.giveTo("n2");
        cluster.runUntil(() -> cluster.isServing("n2"));
        assertThat(cluster.valueAt("n2", "city")).isEqualTo("Bergen");
        assertThat(cluster.valueAt("n2", "river")).isEqualTo("Rhine");

        crashAndRestart("n2");
        cluster.runMillis(500);
        cluster.giveTo("n2");
        cluster.runUntil(() -> cluster.isServing("n2"));
        assertThat(cluster.valueAt("n2", "river")).isEqualTo("Rhine");
    }

    @Test
    void aNumberThatItAcceptedAsClosedAndForgotStaysClosed() {
        restartAsSuspect("n2");
        cluster.giveTo("n1");
        cluster.runUntil(() -> !isSuspect("n2"));
        long issued = cluster.issueElsewhere(100);
        cluster.node("n3").crash();
        cluster.restart("n3");
        cluster.runMillis(1_000);
        cluster.askToRead("n2", "city", new io.ordinal.protocol.ReadMode.AtLeast(issued));
        cluster.runMillis(300);

        cluster.node("n2").crash();
        cluster.node("n2").loseEverything();
        cluster.restart("n2");
        cluster.runMillis(500);
        cluster.giveTo("n3");
        cluster.runUntil(() -> cluster.isServing("n3"));
        cluster.runUntil(() -> !isSuspect("n2"));
        assertThat(cluster.node("n2").journal)
                .anyMatch(record -> record instanceof JournalRecord.Closed closed && closed.closed() >= issued);
    }

    @Test
    void withoutAMajorityThatCountsTheNodeSaysSo() {
        cluster.node("n1").crash();
        restartAsSuspect("n2");
        restartAsSuspect("n3");
        cluster.runMillis(3_000);
        assertThat(cluster.node("n2").readOnlyWhy).contains("may have lost writes", "--accept-loss");
    }

    @Test
    void anOperatorMayTakeWhatIsThereForTheTruth() {
        cluster.putAt("n1", "city", "Bergen");
        for (String node : cluster.nodes.keySet()) {
            restartAsSuspect(node);
        }
        cluster.giveTo("n1");
        cluster.runMillis(2_000);
        assertThat(cluster.isServing("n1")).isFalse();

        for (String node : cluster.nodes.keySet()) {
            cluster.node(node).crash();
            cluster.node(node).trust = Trust.LOSS_ACCEPTED;
            cluster.restart(node);
        }
        cluster.runMillis(500);
        assertThat(cluster.isServing("n1"))
                .as("an epoch that it may have led in before")
                .isFalse();
        assertThat(cluster.lastReportOf("n1").suspectIn()).isEmpty();
        assertThat(cluster.lastReportOf("n1").wanting()).containsExactly(cluster.range());
        cluster.giveTo("n1");
        cluster.runUntil(() -> cluster.isServing("n1"));
        assertThat(cluster.valueAt("n1", "city")).isEqualTo("Bergen");
        crashAndRestart("n2");
        cluster.runMillis(500);
        assertThat(isSuspect("n2")).isFalse();
    }

    @Test
    void writesThatWereInFlightBeforeTheLossDoNotCountTwice() {
        cluster.isolate("n3");
        cluster.holdBack((from, message) -> from.equals("n2") && message instanceof ReplicateAck);
        int kept = cluster.node("n2").journal.size();
        cluster.node("n2").tableStalls = true;
        WriteRequest write = cluster.request(put("city", "Bergen"), Condition.NONE);
        long asked = cluster.ask("n1", write);
        cluster.runMillis(50);
        cluster.node("n2").crash();
        cluster.node("n2").loseJournalAfter(kept);
        cluster.node("n2").tableStalls = false;
        cluster.restart("n2");
        cluster.deliverHeldBack();
        cluster.runUntil(() -> cluster.replies.containsKey(asked));

        cluster.isolate("n1");
        healN2AndN3();
        cluster.giveTo("n3");
        cluster.runMillis(2_000);
        assertThat(cluster.isServing("n3")).isFalse();
        cluster.heal();
        cluster.tellMap("n1");
        cluster.runUntil(() -> cluster.isServing("n3"));
        assertThat(cluster.valueAt("n3", "city")).isEqualTo("Bergen");
    }

    /** Where an epoch began that its journal has lost it only knows from above: nobody cuts what is committed for that. */
    @Test
    void whoTakesOverFromItKeepsWhatIsCommitted() {
        FakeNode n1 = cluster.node("n1");
        FakeNode n2 = cluster.node("n2");
        cluster.putAt("n1", "city", "Bergen");
        int kept = n1.journal.size();
        cluster.putAt("n1", "country", "Norway");
        cluster.runMillis(300);
        cluster.isolate("n2");
        cluster.giveTo("n1");
        cluster.runUntil(() -> cluster.isServing("n1"));
        cluster.putAt("n1", "city", "Oslo");
        cluster.runMillis(300);
        n1.crash();
        n1.loseJournalAfter(kept);
        cluster.restart("n1");

        cluster.heal();
        cluster.giveTo("n3");
        long third = cluster.map().ranges().get(0).epoch();
        cluster.runUntil(() -> n2.journal.stream()
                .anyMatch(record -> record instanceof JournalRecord.Promise made && made.epoch() == third));
        n2.diskStalls = true;
        cluster.runUntil(() -> cluster.isServing("n3") && !isSuspect("n1"));
        n2.diskStalls = false;
        crashAndRestart("n2");
        cluster.node("n3").crash();
        cluster.giveTo("n2");
        cluster.runUntil(() -> cluster.isServing("n2"));

        assertThat(cluster.valueAt("n2", "city")).isEqualTo("Oslo");
        assertThat(cluster.valueAt("n2", "country")).isEqualTo("Norway");
        assertThat(n2.journal).noneMatch(JournalRecord.Cut.class::isInstance);
    }
}
