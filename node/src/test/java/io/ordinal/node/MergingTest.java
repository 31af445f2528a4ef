package io.ordinal.node;

import static io.ordinal.node.FakeCluster.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.protocol.Condition;
import io.ordinal.protocol.NodeReport;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.WriteReply;
import io.ordinal.protocol.WriteRequest;
import io.ordinal.ring.Key;
import io.ordinal.ring.Member;
import io.ordinal.ring.Merge;
import io.ordinal.ring.Parent;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.Split;
import io.ordinal.ring.TokenRange;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Two ranges that meet behind the key "city" become one. */
class MergingTest {
    private static final RangeId LOWER = new RangeId(2);
    private static final RangeId UPPER = new RangeId(3);
    private static final RangeId BOTH = new RangeId(4);
    private static final long TOKEN = Key.utf8("city").token();

    private final FakeCluster cluster = new FakeCluster();
    private final FakeNode n1 = cluster.node("n1");
    private final FakeNode n2 = cluster.node("n2");
    private final FakeNode n3 = cluster.node("n3");

    MergingTest() {
        long end = cluster.map().ranges().get(0).tokens().endInclusive();
        List<Member> members = List.of(n1.member, n2.member, n3.member);
        cluster.become(List.of(
                new RangeAssignment(LOWER, new TokenRange(end, TOKEN), members, List.of(), n1.member, 3),
                new RangeAssignment(UPPER, new TokenRange(TOKEN, end), members, List.of(), n1.member, 5)));
        cluster.runUntil(() -> n1.serves(LOWER) && n1.serves(UPPER));
    }

    private RangeAssignment range(RangeId id) {
        return cluster.map().ranges().stream()
                .filter(range -> range.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private void begin() {
        cluster.become(
                List.of(range(LOWER).reshaping(new Merge(UPPER)), range(UPPER).reshaping(new Merge(LOWER))));
    }

    private List<Parent> seal() {
        begin();
        cluster.runUntil(() -> cluster.lastReportOf("n1").sealed().size() == 2);
        return parents();
    }

    private List<Parent> parents() {
        return cluster.lastReportOf("n1").sealed().stream()
                .sorted(Comparator.comparing(NodeReport.Sealed::range))
                .map(end -> new Parent(end.range(), end.at().epoch(), end.at().sequence()))
                .toList();
    }

    private void make(List<Parent> seals, Member leader) {
        RangeAssignment merged = range(LOWER).joinedBy(range(UPPER), BOTH, seals);
        cluster.become(leader.equals(merged.leader()) ? merged : merged.ledBy(leader));
    }

    private void merge() {
        make(seal(), n1.member);
        cluster.runUntil(() -> n1.serves(BOTH));
    }

    private void allAreEqual() {
        cluster.runUntil(() -> List.of(n1, n2, n3).stream()
                .allMatch(node -> node.table.progress().containsKey(BOTH)
                        && !node.table.progress().get(BOTH).applied().equals(Position.START)));
        cluster.runMillis(300);
        assertThat(n2.table.entries).isEqualTo(n1.table.entries);
        assertThat(n3.table.entries).isEqualTo(n1.table.entries);
        assertThat(n1.table.progress()).containsOnlyKeys(BOTH);
        assertThat(n2.table.progress()).containsOnlyKeys(BOTH);
        assertThat(n3.table.progress()).containsOnlyKeys(BOTH);
    }

    @Test
    void theWholeHasWhatBothHadAndItsNumbersGoOnBehindTheHigherEnd() {
        cluster.putAt("n1", "country", "Norway");
        cluster.putAt("n1", "city", "Bergen");
        List<Parent> seals = seal();
        make(seals, n1.member);
        cluster.runUntil(() -> n1.serves(BOTH));

        assertThat(cluster.valueAt("n1", "city")).isEqualTo("Bergen");
        assertThat(cluster.valueAt("n1", "country")).isEqualTo("Norway");
        long next = cluster.putAt("n1", "city", "Oslo");
        assertThat(seals).allMatch(seal -> seal.sequence() < next);
        allAreEqual();
    }

    @Test
    void aRetryIsAnsweredByTheWholeWhicheverPartItWasGivenTo() {
        WriteRequest city = cluster.request(put("city", "Bergen"), Condition.NONE);
        WriteRequest country = cluster.request(put("country", "Norway"), Condition.NONE);
        var first = cluster.write("n1", city);
        var second = cluster.write("n1", country);
        merge();

        assertThat(cluster.write("n1", FakeCluster.retryOf(city, 2))).isEqualTo(first);
        assertThat(cluster.write("n1", FakeCluster.retryOf(country, 2))).isEqualTo(second);
    }

    @Test
    void whatIsAskedBehindTheSealsIsWrittenToTheWhole() {
        List<Parent> seals = seal();
        long city = cluster.ask("n1", cluster.request(put("city", "Bergen"), Condition.NONE));
        long country = cluster.ask("n1", cluster.request(put("country", "Norway"), Condition.NONE));
        cluster.runMillis(20);
        make(seals, n1.member);

        assertThat(cluster.await(city)).isInstanceOf(WriteReply.Applied.class);
        assertThat(cluster.await(country)).isInstanceOf(WriteReply.Applied.class);
        allAreEqual();
    }

    @Test
    void aNodeWhoseTableIsBehindGoesOnFromItsJournal() {
        cluster.putAt("n1", "city", "Bergen");
        cluster.putAt("n1", "country", "Norway");
        List<Parent> seals = seal();
        n2.tableStalls = true;
        make(seals, n1.member);
        cluster.runUntil(() -> n1.serves(BOTH));
        cluster.putAt("n1", "city", "Oslo");
        n2.crash();
        n2.tableStalls = false;
        cluster.restart("n2");
        cluster.become(range(BOTH).opened());

        allAreEqual();
    }

    @Test
    void theTableMayBeBehindByASplitOfWhatWasMergedJustBefore() {
        cluster.putAt("n1", "city", "Bergen");
        cluster.putAt("n1", "country", "Norway");
        FakeTable before = n2.table.flushed();
        merge();
        cluster.become(range(BOTH).opened());
        cluster.putAt("n1", "country", "Sweden");
        RangeId third = new RangeId(5);
        RangeId fourth = new RangeId(6);
        splitAgain(third, fourth);
        n2.crash();
        n2.table = before;
        cluster.restart("n2");

        cluster.runUntil(
                () -> n2.table.progress().keySet().equals(n1.table.progress().keySet()));
        cluster.runMillis(300);
        assertThat(n1.table.progress()).containsOnlyKeys(third, fourth);
        assertThat(n2.table.entries).isEqualTo(n1.table.entries);
    }

    @Test
    void aRangeThatIsLongGoneTakesNothingFromThoseThatAreMadeOfOthersInItsPlace() {
        cluster.putAt("n1", "city", "Bergen");
        cluster.putAt("n1", "country", "Norway");
        merge();
        cluster.become(range(BOTH).opened());
        n2.event(new NodeEvent.SegmentFull()); // the journal may let both parts go
        cluster.runMillis(100);
        FakeTable before = n2.table.flushed();

        RangeId third = new RangeId(5);
        RangeId fourth = new RangeId(6);
        RangeId whole = new RangeId(7);
        splitAgain(third, fourth);
        cluster.become(List.of(range(third).opened(), range(fourth).opened()));
        mergeAgain(third, fourth, whole);
        n2.crash();
        n2.table = before;
        cluster.restart("n2");

        cluster.runUntil(() -> n2.table.progress().containsKey(whole));
        cluster.runMillis(300);
        assertThat(n2.table.progress()).containsOnlyKeys(whole);
        assertThat(n2.table.entries).isEqualTo(n1.table.entries);
    }

    /** What a restart goes on with writes what was there before into the tokens that others have by now. */
    @Test
    void whatIsToBeCopiedWaitsUntilTheTableHasWhatWasThereBefore() {
        cluster.putAt("n1", "city", "Bergen");
        FakeTable before = n2.table.flushed();
        merge();
        cluster.become(range(BOTH).opened());
        cluster.become(range(BOTH).reshaping(new Split(TOKEN)));
        cluster.runUntil(() -> !cluster.lastReportOf("n1").sealed().isEmpty());
        n2.crash();
        n2.table = before;
        RangeId third = new RangeId(5);
        RangeId fourth = new RangeId(6);
        divide(third, fourth);
        cluster.runUntil(() -> n1.serves(third) && n1.serves(fourth));
        cluster.become(List.of(range(third).opened(), range(fourth).opened()));
        cluster.putAt("n1", "city", "Oslo");
        cluster.restart("n2");

        cluster.runUntil(() -> n2.table.progress().keySet().equals(Set.of(third, fourth)));
        cluster.runMillis(300);
        assertThat(n2.journal.stream().filter(fact -> isDroppedOrCreated(fact, BOTH, third)))
                .extracting(fact -> fact.getClass().getSimpleName())
                .containsExactly("Dropped", "Created");
        assertThat(n2.table.entries).isEqualTo(n1.table.entries);
    }

    private static boolean isDroppedOrCreated(JournalRecord fact, RangeId dropped, RangeId created) {
        return (fact instanceof JournalRecord.Dropped one && one.range().equals(dropped))
                || (fact instanceof JournalRecord.Created other && other.range().equals(created));
    }

    private void splitAgain(RangeId lower, RangeId upper) {
        cluster.become(range(BOTH).reshaping(new Split(TOKEN)));
        cluster.runUntil(() -> !cluster.lastReportOf("n1").sealed().isEmpty());
        divide(lower, upper);
        cluster.runUntil(() -> n1.serves(lower) && n1.serves(upper));
        cluster.runUntil(() -> n2.table.progress().containsKey(upper));
    }

    private void divide(RangeId lower, RangeId upper) {
        Position end = cluster.lastReportOf("n1").sealed().get(0).at();
        Parent parent = new Parent(BOTH, end.epoch(), end.sequence());
        RangeAssignment both = range(BOTH);
        cluster.become(List.of(
                both.child(lower, new TokenRange(both.tokens().startExclusive(), TOKEN), parent),
                both.child(upper, new TokenRange(TOKEN, both.tokens().endInclusive()), parent)));
    }

    private void mergeAgain(RangeId lower, RangeId upper, RangeId both) {
        cluster.become(
                List.of(range(lower).reshaping(new Merge(upper)), range(upper).reshaping(new Merge(lower))));
        cluster.runUntil(() -> cluster.lastReportOf("n1").sealed().size() == 2);
        cluster.become(range(lower).joinedBy(range(upper), both, parents()));
        cluster.runUntil(() -> n1.serves(both));
        cluster.runUntil(() -> n2.table.progress().containsKey(both));
    }

    @Test
    void whoLacksTheEndOfOneParentHasNoVoteUntilTheWholeIsOpenAndCopiesIt() {
        cluster.putAt("n1", "city", "Bergen");
        cluster.isolate("n3");
        begin();
        cluster.runMillis(100);
        List<Parent> ends = List.of(endAt(n1, LOWER), endAt(n1, UPPER));
        make(ends, n1.member);
        cluster.heal();
        cluster.isolate("n2");
        cluster.runMillis(1_000);
        assertThat(n1.serves(BOTH)).isFalse();

        cluster.heal();
        cluster.runUntil(() -> n1.serves(BOTH));
        cluster.become(range(BOTH).opened());
        allAreEqual();
    }

    private Parent endAt(FakeNode node, RangeId range) {
        return node.journal.stream()
                .filter(record -> record instanceof JournalRecord.Appended appended
                        && appended.range().equals(range))
                .map(record -> ((JournalRecord.Appended) record).record().position())
                .reduce((first, second) -> second)
                .map(end -> new Parent(range, end.epoch(), end.sequence()))
                .orElseThrow();
    }

    @Test
    void leasesOfBothPartsBindTheWhole() {
        cluster.become(List.of(range(LOWER), range(UPPER).ledBy(n2.member)));
        cluster.runUntil(() -> n1.serves(LOWER) && n2.serves(UPPER));
        begin();
        cluster.runMillis(200);
        List<Parent> ends = List.of(endAt(n1, LOWER), endAt(n2, UPPER));
        cluster.isolate("n2");
        make(ends, n1.member);
        cluster.runMillis(FakeCluster.TIMES.leaseNanos() / 1_000_000 - 50);
        assertThat(n1.serves(BOTH)).as("n2 may still serve the upper part").isFalse();

        cluster.runUntil(() -> n1.serves(BOTH));
    }

    @Test
    void leasesOfSeveralLeadersLetNobodyByUntilTheLastIsOver() {
        Voter.Lent toFirst = new Voter.Lent(n1.member.node(), 500);
        Voter.Lent toSecond = new Voter.Lent(n2.member.node(), 900);

        assertThat(toFirst.and(toSecond)).isEqualTo(new Voter.Lent(null, 900));
        assertThat(toSecond.and(toFirst)).isEqualTo(new Voter.Lent(null, 900));
        assertThat(toFirst.and(new Voter.Lent(n1.member.node(), 400))).isEqualTo(toFirst);
    }
}
