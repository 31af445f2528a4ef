package io.ordinal.node;

import static io.ordinal.node.FakeCluster.put;
import static io.ordinal.node.FakeCluster.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.protocol.Condition;
import io.ordinal.protocol.LogRecord;
import io.ordinal.protocol.NotServed;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.ReadMode;
import io.ordinal.protocol.ReplicateAck;
import io.ordinal.protocol.WriteReply;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** More than a node, or one of its followers, can take. */
class OverloadTest {
    private static final int MIB = 1 << 20;
    private static final String VALUE = "v".repeat(400);

    /** At most 2,000 B under way, and 4,000 B handed to the table. */
    private final FakeCluster cluster = new FakeCluster(
            new NodeLimits(100, 100, MIB, MIB, 300, 100, new NodeLimits.Shared(2_000, MIB, 4_000, MIB)));

    @Test
    void largeValuesThatNobodyConfirmsAreBoundedByTheirBytes() {
        cluster.node("n2").diskStalls = true;
        cluster.node("n3").diskStalls = true;
        List<Long> taken = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            taken.add(cluster.ask("n1", cluster.request(put("k" + i, VALUE), Condition.NONE)));
        }
        long sixth = cluster.ask("n1", cluster.request(put("k6", VALUE), Condition.NONE));

        assertThat(cluster.replies.get(sixth))
                .isInstanceOfSatisfying(
                        NotServed.class,
                        refusal -> assertThat(refusal.reason()).isEqualTo(NotServed.Reason.OVERLOADED));
        cluster.runMillis(20);
        assertThat(cluster.node("n1").toldRoom).isFalse();

        cluster.node("n2").force();
        for (long each : taken) {
            assertThat(cluster.await(each)).isInstanceOf(WriteReply.Applied.class);
        }
        cluster.putAt("n1", "k6", VALUE);
        cluster.runMillis(5);
        assertThat(cluster.node("n1").toldRoom).isTrue();
    }

    @Test
    void aFollowerWhoseTableIsSlowKeepsABoundedLogAndSlowsNobody() {
        cluster.node("n3").tableStalls = true;
        long askedNanos = cluster.nowNanos;
        long last = 0;
        for (int i = 0; i < 200; i++) {
            last = cluster.putAt("n1", "k" + i, VALUE);
        }
        assertThat((cluster.nowNanos - askedNanos) / 1_000_000)
                .as("ms for 200 puts")
                .isLessThan(200 * 15);
        assertThat(journalledWrites("n3"))
                .as("what it took, of 500 B each, while it had 4,000 B to apply")
                .isBetween(8, 12);
        assertThat(journalledWrites("n2")).isEqualTo(200);

        cluster.node("n3").tableStalls = false;
        cluster.node("n3").applyToTable();
        cluster.runMillis(40);
        assertThat(journalledWrites("n3")).as("at once, not at the next resend").isEqualTo(200);
        assertThat(value(cluster.read("n3", "k199", new ReadMode.AtLeast(last))))
                .isEqualTo(VALUE);
    }

    @Test
    void aFollowerThatDropsRecordsStillHearsWhatIsCommitted() {
        FakeNode follower = cluster.node("n3");
        follower.tableStalls = true;
        for (int i = 0; i < 50; i++) {
            cluster.putAt("n1", "k" + i, VALUE);
        }
        cluster.runMillis(100);
        int took = journalledWrites("n3");
        follower.tableStalls = false;
        cluster.cut("n1", "n3");
        follower.applyToTable();
        cluster.runMillis(10);
        assertThat(follower.table.entries).hasSize(took);
    }

    @Test
    void aSlowFollowerIsNotFloodedWithWhatItDrops() {
        cluster.node("n3").tableStalls = true;
        for (int i = 0; i < 100; i++) {
            cluster.putAt("n1", "k" + i, VALUE);
        }
        cluster.runMillis(200);
        cluster.recordsSentTo.clear();
        cluster.runMillis(1_000);
        assertThat(cluster.recordsSentTo.get("n3"))
                .as("resent in a second, a tenth of a second apart")
                .isBetween(1L, 10L * (16_384 / 500));
    }

    @Test
    void aFollowerWithoutRoomOnItsDiskTakesNoMoreSaysSoAndGoesOnWithRoom() {
        cluster.putAt("n1", "before", VALUE);
        cluster.runMillis(100);
        FakeNode full = cluster.node("n3");
        full.event(new NodeEvent.DiskFull(true));
        long last = 0;
        for (int i = 0; i < 20; i++) {
            last = cluster.putAt("n1", "k" + i, VALUE);
        }
        cluster.runMillis(300);
        assertThat(journalledWrites("n3")).isEqualTo(1);
        assertThat(full.readOnlyWhy).isEqualTo("the disk is full");
        assertThat(cluster.node("n1").readOnlyWhy).isEmpty();

        full.event(new NodeEvent.DiskFull(false));
        cluster.runMillis(20);
        assertThat(journalledWrites("n3")).as("at once, not at the next resend").isEqualTo(21);
        assertThat(value(cluster.read("n3", "k19", new ReadMode.AtLeast(last)))).isEqualTo(VALUE);
        assertThat(full.readOnlyWhy).isEmpty();
    }

    @Test
    void aFollowerWithoutRoomStillAcknowledgesWhatItHas() {
        cluster.putAt("n1", "before", VALUE);
        cluster.runMillis(100);
        cluster.node("n2").crash();
        cluster.holdBack((from, message) -> from.equals("n3") && message instanceof ReplicateAck);
        long asked = cluster.ask("n1", cluster.request(put("city", "Bergen"), Condition.NONE));
        cluster.runMillis(20);
        cluster.node("n3").event(new NodeEvent.DiskFull(true));
        cluster.holdNothingBack(); // the acknowledgement is lost
        assertThat(cluster.await(asked)).isInstanceOf(WriteReply.Applied.class);
    }

    @Test
    void aCopyWaitsUntilTheDiskHasRoom() {
        FakeNode copying = cluster.node("n3");
        cluster.isolate("n3");
        for (int i = 0; i < 50; i++) {
            cluster.putAt("n1", "k" + i, VALUE);
        }
        cluster.node("n1").forgetJournalledLog();
        copying.event(new NodeEvent.DiskFull(true));
        cluster.heal();
        cluster.runMillis(3_000);
        assertThat(copying.table.entries).isEmpty();

        copying.event(new NodeEvent.DiskFull(false));
        cluster.runUntil(() -> copying.table.entries.size() == 50);
    }

    private int journalledWrites(String node) {
        Position last = Position.START;
        int writes = 0;
        for (JournalRecord record : cluster.node(node).journal) {
            if (record instanceof JournalRecord.Appended appended
                    && appended.record().payload() instanceof LogRecord.Write
                    && appended.record().position().isAfter(last)) {
                last = appended.record().position();
                writes++;
            }
        }
        return writes;
    }
}
