package io.ordinal.node;

import static io.ordinal.node.FakeCluster.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.protocol.Condition;
import io.ordinal.protocol.LogRecord;
import io.ordinal.protocol.NodeReport;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.WriteReply;
import io.ordinal.protocol.WriteRequest;
import io.ordinal.ring.Key;
import io.ordinal.ring.Member;
import io.ordinal.ring.Parent;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.Split;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A range is split behind the key "city". */
class SplittingTest {
    private static final RangeId WHOLE = new RangeId(1);
    private static final RangeId FIRST = new RangeId(2);
    private static final RangeId SECOND = new RangeId(3);
    private static final Split SPLIT = new Split(Key.utf8("city").token());

    private final FakeCluster cluster = new FakeCluster();
    private final FakeNode n1 = cluster.node("n1");
    private final FakeNode n2 = cluster.node("n2");
    private final FakeNode n3 = cluster.node("n3");

    private RangeAssignment whole() {
        return cluster.map().ranges().get(0);
    }

    private void begin() {
        cluster.become(whole().reshaping(SPLIT));
    }

    private List<NodeReport.Sealed> sealed() {
        return cluster.lastReportOf("n1").sealed();
    }

    private Position seal() {
        begin();
        cluster.runUntil(() -> !sealed().isEmpty());
        return sealed().get(0).at();
    }

    private void make(Position seal, Member leader) {
        Parent parent = new Parent(WHOLE, seal.epoch(), seal.sequence());
        RangeAssignment whole = whole();
        RangeAssignment first = whole.child(FIRST, SPLIT.first(whole.tokens()), parent);
        RangeAssignment second = whole.child(SECOND, SPLIT.second(whole.tokens()), parent);
        boolean stays = leader.equals(whole.leader());
        cluster.become(stays ? List.of(first, second) : List.of(first.ledBy(leader), second.ledBy(leader)));
    }

    private void split() {
        make(seal(), n1.member);
        cluster.runUntil(() -> n1.serves(FIRST) && n1.serves(SECOND));
    }

    private void opened() {
        cluster.become(
                cluster.map().ranges().stream().map(RangeAssignment::opened).toList());
    }

    private void allAreEqual() {
        cluster.runUntil(() -> List.of(n1, n2, n3).stream()
                .allMatch(node -> node.table.progress().size() == 2
                        && node.table.progress().values().stream()
                                .noneMatch(one -> one.applied().equals(Position.START))));
        cluster.runMillis(300);
        assertThat(n2.table.entries).isEqualTo(n1.table.entries);
        assertThat(n3.table.entries).isEqualTo(n1.table.entries);
        assertThat(n1.table.progress()).containsOnlyKeys(FIRST, SECOND);
        assertThat(n2.table.progress()).containsOnlyKeys(FIRST, SECOND);
        assertThat(n3.table.progress()).containsOnlyKeys(FIRST, SECOND);
    }

    @Test
    void bothPartsHaveWhatTheWholeHadAndTheirNumbersGoOn() {
        cluster.putAt("n1", "city", "Bergen");
        long before = cluster.putAt("n1", "country", "Norway");
        split();

        assertThat(cluster.valueAt("n1", "city")).isEqualTo("Bergen");
        assertThat(cluster.valueAt("n1", "country")).isEqualTo("Norway");
        assertThat(cluster.putAt("n1", "city", "Oslo")).isGreaterThan(before);
        assertThat(cluster.putAt("n1", "country", "Sweden")).isGreaterThan(before);
        allAreEqual();
    }

    @Test
    void aRetryIsAnsweredByThePartThatHasItsKey() {
        WriteRequest city = cluster.request(put("city", "Bergen"), Condition.NONE);
        WriteRequest country = cluster.request(put("country", "Norway"), Condition.NONE);
        var first = cluster.write("n1", city);
        var second = cluster.write("n1", country);
        split();

        assertThat(cluster.write("n1", FakeCluster.retryOf(city, 2))).isEqualTo(first);
        assertThat(cluster.write("n1", FakeCluster.retryOf(country, 2))).isEqualTo(second);
    }

    @Test
    void whatIsAskedBehindTheSealIsWrittenToThePart() {
        Position seal = seal();
        long asked = cluster.ask("n1", cluster.request(put("city", "Bergen"), Condition.NONE));
        cluster.runMillis(20);
        make(seal, n1.member);

        assertThat(cluster.await(asked)).isInstanceOf(WriteReply.Applied.class);
        assertThat(n1.journal.stream()
                        .filter(record -> record instanceof JournalRecord.Appended appended
                                && appended.range().equals(WHOLE)
                                && appended.record().position().isAfter(seal)))
                .isEmpty();
        allAreEqual();
    }

    @Test
    void aSplitThatIsGivenUpGoesOnInTheNextEpoch() {
        seal();
        cluster.become(whole().unsealed());
        cluster.runUntil(() -> n1.serves(WHOLE));

        assertThat(cluster.putAt("n1", "city", "Bergen")).isPositive();
        assertThat(sealed()).isEmpty();
    }

    @Test
    void itIsNotCalledSealedWhileAMemberLacksTheEnd() {
        cluster.isolate("n3");
        begin();
        cluster.runMillis(100);
        assertThat(sealed()).isEmpty();

        cluster.heal();
        cluster.runUntil(() -> !sealed().isEmpty());
    }

    @Test
    void aNodeWhoseTableIsBehindGoesOnFromItsJournal() {
        cluster.putAt("n1", "city", "Bergen");
        Position seal = seal();
        n2.tableStalls = true;
        make(seal, n1.member);
        cluster.runUntil(() -> n1.serves(FIRST) && n1.serves(SECOND));
        cluster.putAt("n1", "city", "Oslo");
        n2.crash();
        n2.tableStalls = false;
        cluster.restart("n2");
        opened();

        allAreEqual();
    }

    @Test
    void theJournalKeepsTheWholeUntilThePartsAreInTheTablesFiles() {
        cluster.putAt("n1", "city", "Bergen");
        cluster.putAt("n1", "country", "Norway");
        List<FakeNode> all = List.of(n1, n2, n3);
        List<FakeTable> files = all.stream().map(node -> node.table.flushed()).toList();
        all.forEach(node -> node.flushesStall = true);
        split();
        all.forEach(node -> node.event(new NodeEvent.SegmentFull()));
        cluster.runMillis(100);
        for (int i = 0; i < all.size(); i++) {
            all.get(i).crash();
            all.get(i).flushesStall = false;
            all.get(i).table = files.get(i);
        }
        List.of("n1", "n2", "n3").forEach(cluster::restart);
        cluster.become(cluster.map().ranges().stream()
                .map(range -> range.ledBy(n1.member))
                .toList());
        cluster.runUntil(() -> n1.serves(FIRST) && n1.serves(SECOND));

        assertThat(cluster.valueAt("n1", "city")).isEqualTo("Bergen");
        assertThat(cluster.valueAt("n1", "country")).isEqualTo("Norway");
        opened();
        allAreEqual();
    }

    /** The parts are adopted by one write: a disk that has kept one of them only must not lose the other. */
    @Test
    void partsWhoseAdoptionIsTornByALossOfPowerAreMadeAnew() {
        cluster.putAt("n1", "city", "Bergen");
        long last = cluster.putAt("n1", "country", "Norway");
        Position seal = seal();
        List<FakeNode> all = List.of(n1, n2, n3);
        all.forEach(node -> node.diskStalls = true);
        make(seal, n1.member);
        cluster.runMillis(20);
        all.forEach(node -> node.tearBehindFirst(JournalRecord.Adopted.class::isInstance));
        List.of("n1", "n2", "n3").forEach(cluster::restart);
        cluster.runUntil(() -> n1.serves(FIRST) && n1.serves(SECOND));

        assertThat(cluster.valueAt("n1", "city")).isEqualTo("Bergen");
        assertThat(cluster.valueAt("n1", "country")).isEqualTo("Norway");
        assertThat(cluster.putAt("n1", "country", "Sweden")).isGreaterThan(last);
        opened();
        allAreEqual();
    }

    @Test
    void whoLacksTheEndOfTheParentHasNoVoteUntilThePartsAreOpenAndCopiesThem() {
        cluster.putAt("n1", "city", "Bergen");
        missTheEndAt("n3");
        cluster.isolate("n2");
        cluster.runMillis(1_000);
        assertThat(n1.serves(FIRST)).isFalse();

        cluster.heal();
        cluster.runUntil(() -> n1.serves(FIRST) && n1.serves(SECOND));
        opened();
        allAreEqual();
    }

    @Test
    void whoHasCopiedOnePartKeepsItWhenTheWholeIsForgottenWithTheOther() {
        cluster.putAt("n1", "city", "Bergen");
        missTheEndAt("n3");
        cluster.runUntil(() -> n1.serves(FIRST) && n1.serves(SECOND));
        RangeAssignment first = cluster.map().ranges().get(0);
        RangeAssignment second = cluster.map().ranges().get(1);
        cluster.become(List.of(first.opened(), second));
        cluster.runUntil(
                () -> n3.table.progress().containsKey(FIRST) && n3.table.entries.containsKey(Key.utf8("city")));
        cluster.become(List.of(first.opened(), second.opened()));
        allAreEqual();
    }

    @Test
    void whoHasCopiedOnePartKeepsNothingOfTheOtherThatItsMembersGaveToOthers() {
        cluster.putAt("n1", "city", "Bergen");
        cluster.putAt("n1", "zone", "Nordic");
        cluster.runUntil(() -> n3.table.entries.containsKey(Key.utf8("zone")));
        missTheEndAt("n3");
        cluster.runUntil(() -> n1.serves(FIRST) && n1.serves(SECOND));
        RangeAssignment first = cluster.map().ranges().get(0);
        RangeAssignment second = cluster.map().ranges().get(1);
        cluster.become(List.of(first.opened(), second));
        cluster.runUntil(() -> n3.table.progress().containsKey(FIRST));
        cluster.become(List.of(
                first.opened(),
                second.moved(List.of(n1.member, n2.member), n1.member).opened()));
        cluster.runMillis(300);

        assertThat(n3.table.entries).containsKey(Key.utf8("city"));
        assertThat(n3.table.entries.keySet()).allMatch(key -> first.tokens().contains(key.token()));
    }

    /** The whole is split while a member lacks its end. */
    private void missTheEndAt(String node) {
        cluster.isolate(node);
        long end = cluster.putAt("n1", "country", "Norway");
        begin();
        cluster.runUntil(() -> n1.journal.stream()
                .anyMatch(record -> record instanceof JournalRecord.Appended appended
                        && appended.record().payload() instanceof LogRecord.Seal));
        cluster.runMillis(50);
        make(new Position(whole().epoch(), end + 1), n1.member);
        cluster.heal();
    }

    @Test
    void theWholeIsNeverServedAgain() {
        cluster.putAt("n1", "city", "Bergen");
        RangeAssignment before = whole();
        split();
        n1.crash();
        n1.start();
        cluster.showOldMap("n1", before.ledBy(n1.member));
        cluster.runMillis(2_000);

        assertThat(n1.serves(WHOLE)).isFalse();
    }

    @Test
    void aLeaseOfTheWholeBindsTheParts() {
        Position seal = seal();
        cluster.isolate("n1");
        make(seal, n2.member);
        cluster.runMillis(FakeCluster.TIMES.leaseNanos() / 1_000_000 - 50);
        assertThat(n2.serves(FIRST)).isFalse();

        cluster.runUntil(() -> n2.serves(FIRST));
    }
}
