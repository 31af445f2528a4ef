package io.ordinal.node;

import static io.ordinal.node.FakeCluster.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.protocol.ClientReply;
import io.ordinal.protocol.Condition;
import io.ordinal.protocol.FetchCopy;
import io.ordinal.protocol.HeartbeatAck;
import io.ordinal.protocol.MoveDigest;
import io.ordinal.protocol.MoveProgress.Phase;
import io.ordinal.protocol.NotServed;
import io.ordinal.protocol.ReadMode;
import io.ordinal.protocol.StoredEntry;
import io.ordinal.protocol.WriteReply;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import io.ordinal.ring.Member;
import io.ordinal.ring.Move;
import io.ordinal.ring.RangeAssignment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A replica moves from n3 to n4, which has no part in the range at first. */
class MovingTest {
    private final FakeCluster cluster = new FakeCluster();
    private final FakeNode n3 = cluster.node("n3");
    private final FakeNode n4 = cluster.join("n4");

    private void begin() {
        cluster.become(entry().moving(new Move(1, n4.member, n3.member)));
    }

    private void commit() {
        List<Member> members = new ArrayList<>(entry().members());
        members.set(2, n4.member);
        cluster.become(entry().moved(members, cluster.node("n1").member));
    }

    private void opened() {
        cluster.runUntil(() -> cluster.isServing("n1"));
        cluster.become(entry().opened());
    }

    private RangeAssignment entry() {
        return cluster.map().ranges().get(0);
    }

    private boolean isAt(Phase phase) {
        return cluster.movesBy("n1").stream().anyMatch(move -> move.phase() == phase);
    }

    @Test
    void theTargetTakesACopyFollowsTheLogAndIsVerified() {
        cluster.putAt("n1", "city", "Bergen");
        begin();
        cluster.runUntil(() -> isAt(Phase.VERIFIED));
        cluster.putAt("n1", "country", "Norway");
        cluster.runMillis(500);

        assertThat(n4.table.entries).isEqualTo(n3.table.entries);
        assertThat(isAt(Phase.VERIFIED)).isTrue();
    }

    @Test
    void aTargetAnswersNoReads() {
        long number = cluster.putAt("n1", "city", "Bergen");
        begin();
        cluster.runUntil(() -> isAt(Phase.VERIFIED));

        assertThat(cluster.read("n4", "city", ReadMode.ANY)).isInstanceOf(NotServed.class);
        assertThat(cluster.read("n4", "city", new ReadMode.AtLeast(number))).isInstanceOf(NotServed.class);
    }

    @Test
    void whatATargetHoldsCountsForNoMajority() {
        begin();
        cluster.runUntil(() -> isAt(Phase.VERIFIED));
        cluster.node("n2").diskStalls = true;
        n3.diskStalls = true;
        long asked = cluster.ask("n1", cluster.request(put("city", "Bergen"), Condition.NONE));
        cluster.runMillis(200);

        assertThat(cluster.replies).doesNotContainKey(asked);
    }

    @Test
    void aMoveThatIsGivenUpLeavesNoTrace() {
        cluster.putAt("n1", "city", "Bergen");
        begin();
        cluster.runUntil(() -> isAt(Phase.VERIFIED));
        cluster.become(entry().staying());
        cluster.runMillis(100);

        assertThat(n4.table.entries).isEmpty();
        assertThat(n4.table.progress()).isEmpty();
        assertThat(cluster.movesBy("n1")).isEmpty();
    }

    @Test
    void aCommittedMoveIsOpenedByBothMajoritiesAndTheOneThatLeftDropsAllButItsPromise() {
        cluster.putAt("n1", "city", "Bergen");
        begin();
        cluster.runUntil(() -> isAt(Phase.VERIFIED));
        commit();
        opened();
        ClientReply reply = cluster.write("n1", cluster.request(put("city", "Oslo"), Condition.NONE));
        cluster.runMillis(200);

        assertThat(reply).isInstanceOf(WriteReply.Applied.class);
        assertThat(n4.table.entries).isEqualTo(cluster.node("n2").table.entries);
        assertThat(n3.table.entries).isEmpty();
        cluster.restart("n3");
        cluster.runMillis(100);
        assertThat(n3.table.progress()).isEmpty();
        Recovery recovery = new Recovery(n3.table.progress(), cluster.limits, Trust.WHOLE);
        n3.journal.forEach(recovery::replay);
        DurableRange left = Objects.requireNonNull(recovery.ranges().get(cluster.range()));
        assertThat(left.isHeld()).isFalse();
        assertThat(left.promise()).isEqualTo(entry().epoch());
    }

    @Test
    void withoutAMajorityOfTheOldMembersTheNewEpochIsNotOpened() {
        begin();
        cluster.runUntil(() -> isAt(Phase.VERIFIED));
        cluster.isolate("n3");
        cluster.isolate("n2");
        commit();
        cluster.runMillis(2_000);

        assertThat(cluster.isServing("n1")).isFalse(); // n1 and n4 are a majority of the new members alone
    }

    @Test
    void aTargetWhoseTableDiffersCopiesAgain() {
        cluster.putAt("n1", "city", "Bergen");
        cluster.holdBack((from, message) -> from.equals("n4") && message instanceof MoveDigest);
        begin();
        cluster.runUntil(() -> isAt(Phase.VERIFYING));
        Key city = Key.utf8("city");
        StoredEntry good = n4.table.entries.get(city);
        n4.table.entries.put(city, new StoredEntry(city, Bytes.utf8("Berlin"), good.sequence(), 0));
        cluster.runMillis(100);
        cluster.holdNothingBack();
        cluster.runUntil(() -> isAt(Phase.VERIFIED));

        assertThat(n4.table.entries.get(city)).isEqualTo(good);
    }

    /** A table of some gigabytes takes longer than the word of a lost target is waited for. */
    @Test
    void aTableIsDigestedOnceHoweverLongThatTakes() {
        FakeNode n1 = cluster.node("n1");
        n1.digestsStall = true;
        cluster.putAt("n1", "city", "Bergen");
        begin();
        cluster.runUntil(() -> isAt(Phase.VERIFYING));
        cluster.runMillis(60_000);
        assertThat(n1.stalledDigests).hasSize(1);

        n1.digest();
        cluster.runUntil(() -> isAt(Phase.VERIFIED));
    }

    @Test
    void aTargetThatRestartsInTheMiddleIsVerifiedAllTheSame() {
        cluster.putAt("n1", "city", "Bergen");
        begin();
        cluster.runMillis(5);
        n4.crash();
        cluster.runMillis(100);
        cluster.restart("n4");
        cluster.runUntil(() -> isAt(Phase.VERIFIED));

        assertThat(n4.table.entries).isEqualTo(n3.table.entries);
    }

    @Test
    void aNodeThatIsShownAnOlderMapAfterARestartDropsNothing() {
        cluster.putAt("n1", "city", "Bergen");
        begin();
        cluster.runUntil(() -> isAt(Phase.VERIFIED));
        commit();
        opened();
        cluster.runMillis(200);
        n4.crash();
        n4.start();
        RangeAssignment now = entry();
        cluster.showOldMap(
                "n4",
                new RangeAssignment(
                        now.id(),
                        now.tokens(),
                        List.of(now.members().get(0), now.members().get(1), n3.member),
                        List.of(),
                        null,
                        1));
        cluster.runMillis(50);

        assertThat(n4.table.entries).containsKey(Key.utf8("city"));
    }

    @Test
    void aNodeWhoseJournalForgotTheRangeClearsItFromTheTableWhenItHasLeft() {
        cluster.putAt("n1", "city", "Bergen");
        begin();
        cluster.runUntil(() -> isAt(Phase.VERIFIED));
        n3.crash();
        commit();
        opened();
        cluster.runMillis(200);
        n3.loseJournalAfter(0);
        cluster.restart("n3");
        cluster.runMillis(100);

        assertThat(n3.table.entries).isEmpty();
        assertThat(n3.table.progress()).isEmpty();
    }

    @Test
    void aCopyThatIsTakenAfterTheVerificationIsVerifiedAnew() {
        cluster.putAt("n1", "city", "Bergen");
        begin();
        cluster.runUntil(() -> isAt(Phase.VERIFIED));
        cluster.holdBack((from, message) -> from.equals("n4") && message instanceof MoveDigest);
        FetchCopy fetch = new FetchCopy(cluster.range(), entry().epoch(), 99, null, 1_000, 1);
        cluster.node("n1").event(new NodeEvent.Received(n4.id(), fetch));
        cluster.runUntil(() -> isAt(Phase.VERIFYING));
        cluster.runMillis(500);
        assertThat(isAt(Phase.VERIFIED)).isFalse();

        cluster.holdNothingBack();
        cluster.runUntil(() -> isAt(Phase.VERIFIED));
    }

    @Test
    void aTargetRenewsNoLease() {
        List<HeartbeatAck> acks = new ArrayList<>();
        cluster.holdBack((from, message) -> {
            if (from.equals("n4") && message instanceof HeartbeatAck ack) {
                acks.add(ack);
            }
            return false;
        });
        begin();
        cluster.runUntil(() -> isAt(Phase.VERIFIED));
        cluster.runMillis(500);

        assertThat(acks).isNotEmpty().allMatch(ack -> ack.renewed().isEmpty());
    }
}
