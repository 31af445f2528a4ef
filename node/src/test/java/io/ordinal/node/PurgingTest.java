package io.ordinal.node;

import static io.ordinal.node.FakeCluster.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.protocol.ClientReply;
import io.ordinal.protocol.Condition;
import io.ordinal.protocol.CopyPage;
import io.ordinal.protocol.Operation;
import io.ordinal.protocol.WriteReply;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import org.junit.jupiter.api.Test;

/** Stories about deleted keys: their tombstones stay while anybody may need them, then they go, and nothing comes back. */
class PurgingTest {
    /** Little of the log is kept in memory, so that whoever lags behind a forgotten journal takes a copy. */
    private final FakeCluster cluster = new FakeCluster(new NodeLimits(100, 100, 1 << 10, 1 << 12, 300, 100));

    @Test
    void aTombstoneThatEverybodyHasGoesEverywhere() {
        cluster.putAt("n1", "city", "Bergen");
        deleteAt("n1", "city");
        assertThat(cluster.node("n1").table.entries).containsKey(Key.utf8("city"));

        cluster.runMillis(3_000);

        assertThat(holders("city")).isZero();
        assertThat(cluster.valueAt("n1", "city")).isNull();
        assertThat(cluster.write("n1", cluster.request(put("city", "Oslo"), Condition.ABSENT)))
                .isInstanceOf(WriteReply.Applied.class);
    }

    @Test
    void anExpiredEntryLeavesATombstoneThatGoes() {
        cluster.write(
                "n1", cluster.request(new Operation.Put(Key.utf8("code"), Bytes.utf8("1"), 5_000), Condition.NONE));
        cluster.skipMillis(6_000);
        cluster.runMillis(100);
        assertThat(cluster.valueAt("n1", "code")).isNull();
        assertThat(cluster.node("n1").table.entries).containsKey(Key.utf8("code"));

        cluster.runMillis(3_000);
        assertThat(holders("code")).isZero();
    }

    @Test
    void aMemberThatIsAwayHoldsBackWhatItHasNotGot() {
        cluster.putAt("n1", "early", "1");
        cluster.putAt("n1", "late", "1");
        deleteAt("n1", "early");
        cluster.runMillis(100);
        cluster.node("n3").crash();
        deleteAt("n1", "late");
        cluster.runMillis(5_000);

        assertThat(cluster.node("n1").table.entries).doesNotContainKey(Key.utf8("early"));
        assertThat(cluster.node("n1").table.entries).containsKey(Key.utf8("late"));

        cluster.restart("n3");
        cluster.runMillis(3_000);
        assertThat(holders("late")).isZero();
    }

    @Test
    void whatIsNotInTheLeadersTableYetIsFoundLater() {
        cluster.putAt("n1", "a", "1");
        cluster.putAt("n1", "b", "1");
        deleteAt("n1", "a");
        cluster.node("n1").tableStalls = true;
        cluster.ask("n1", cluster.request(new Operation.Delete(Key.utf8("b")), Condition.NONE));
        cluster.runMillis(2_000);
        cluster.node("n1").tableStalls = false;
        cluster.node("n1").applyToTable();

        cluster.runMillis(3_000);
        assertThat(holders("a")).isZero();
        assertThat(holders("b")).isZero();
    }

    @Test
    void aKeyThatIsWrittenAgainStays() {
        cluster.putAt("n1", "city", "Bergen");
        deleteAt("n1", "city");
        cluster.putAt("n1", "city", "Oslo");
        cluster.runMillis(3_000);
        assertThat(cluster.valueAt("n1", "city")).isEqualTo("Oslo");
        assertThat(holders("city")).isEqualTo(3);
    }

    /** n3 has the deletion, so it does not hold the tombstone back itself. */
    @Test
    void tombstonesStayWhileACopyIsTaken() {
        cluster.putAt("n1", "city", "Bergen");
        deleteAt("n1", "city");
        cluster.runMillis(20);
        letN3TakeACopyWithoutEnd();
        cluster.runMillis(3_000);
        assertThat(cluster.node("n1").table.entries).containsKey(Key.utf8("city"));

        cluster.holdNothingBack();
        cluster.runMillis(5_000);
        assertThat(holders("city")).isZero();
    }

    @Test
    void whatWasDeletedAndPurgedWhileAMembersTableLaggedDoesNotComeBackByACopy() {
        cluster.putAt("n1", "city", "Bergen");
        cluster.runMillis(100);
        cluster.node("n3").tableStalls = true;
        deleteAt("n1", "city");
        cluster.runMillis(100);
        cluster.node("n3").crash();
        cluster.node("n3").tableStalls = false;
        assertThat(cluster.node("n3").table.entries.get(Key.utf8("city")).isTombstone())
                .isFalse();
        cluster.runMillis(3_000);
        assertThat(cluster.node("n1").table.entries).doesNotContainKey(Key.utf8("city"));
        for (int i = 0; i < 20; i++) {
            cluster.putAt("n1", "k" + i, "v" + i);
        }
        cluster.node("n1").forgetJournalledLog();

        cluster.restart("n3");
        cluster.runMillis(3_000);

        assertThat(cluster.node("n3").table.entries)
                .isEqualTo(cluster.node("n1").table.entries)
                .hasSize(20);
    }

    @Test
    void aPageThatComesTwiceTakesNothingAway() {
        for (int i = 0; i < 20; i++) {
            cluster.putAt("n1", "k" + i, "v" + i);
        }
        cluster.isolate("n3");
        for (int i = 0; i < 20; i++) {
            cluster.putAt("n1", "k" + i, "w" + i);
        }
        cluster.node("n1").forgetJournalledLog();
        int[] pages = new int[1];
        cluster.holdBack((from, message) -> message instanceof CopyPage && pages[0]++ == 0);
        cluster.heal();
        cluster.runMillis(1_100); // it has asked again
        cluster.deliverHeldBack();
        cluster.runMillis(3_000);

        assertThat(cluster.node("n3").table.entries)
                .isEqualTo(cluster.node("n1").table.entries)
                .hasSize(20);
    }

    @Test
    void aRestartedMemberOfAnIdleRangeWhoseLogIsGoneTakesACopy() {
        cluster.putAt("n1", "city", "Bergen");
        cluster.node("n3").crash();
        for (int i = 0; i < 20; i++) {
            cluster.putAt("n1", "k" + i, "v" + i);
        }
        cluster.giveTo("n2");
        cluster.runUntil(() -> cluster.isServing("n2"));
        cluster.putAt("n2", "last", "v");
        cluster.runMillis(200);
        cluster.node("n2").forgetJournalledLog();

        cluster.restart("n3");
        cluster.runMillis(3_000);
        assertThat(cluster.node("n3").table.entries)
                .isEqualTo(cluster.node("n2").table.entries)
                .hasSize(22);
    }

    /** n3 is left behind, and the network holds back the last page. */
    private void letN3TakeACopyWithoutEnd() {
        cluster.isolate("n3");
        for (int i = 0; i < 20; i++) {
            cluster.putAt("n1", "k" + i, "v" + i);
        }
        cluster.node("n1").forgetJournalledLog();
        cluster.holdBack((from, message) -> message instanceof CopyPage page && page.next() == null);
        cluster.heal();
        cluster.runMillis(500);
    }

    private void deleteAt(String node, String key) {
        ClientReply reply = cluster.write(node, cluster.request(new Operation.Delete(Key.utf8(key)), Condition.NONE));
        assertThat(reply).isInstanceOf(WriteReply.Applied.class);
    }

    /** How many members have anything under the key, tombstones included. */
    private long holders(String key) {
        return cluster.nodes.values().stream()
                .filter(node -> node.table.entries.containsKey(Key.utf8(key)))
                .count();
    }
}
