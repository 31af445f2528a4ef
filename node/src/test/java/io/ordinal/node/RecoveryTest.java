package io.ordinal.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.protocol.LogRecord;
import io.ordinal.protocol.Position;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.TokenRange;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecoveryTest {
    private static final RangeId RANGE = new RangeId(1);
    private static final Position LAST = new Position(3, 40);

    private static DurableRange recover(long appliedSequence, JournalRecord... journal) {
        TableBatch.RangeProgress progress = new TableBatch.RangeProgress(1, new Position(3, appliedSequence), 5_000, 0);
        Recovery recovery = new Recovery(Map.of(RANGE, progress), NodeLimits.DEFAULT, Trust.WHOLE);
        List.of(journal).forEach(recovery::replay);
        return recovery.ranges().get(RANGE);
    }

    private static JournalRecord.State state() {
        return new JournalRecord.State(RANGE, 1, TokenRange.WHOLE_RING, 3, List.of(), 0, 0, LAST, 4_000, LAST, false);
    }

    @Test
    void logTimeGoesOnFromTheTableWhereThatIsAhead() {
        assertThat(recover(50, state()).log().lastLogTimeMillis()).isEqualTo(5_000);
    }

    @Test
    void logTimeGoesOnFromTheJournalWhileACopyIsLaidOverTheTable() {
        DurableRange before = recover(40, state(), new JournalRecord.CopyBegun(RANGE));
        Recovery recovery = new Recovery(Map.of(), NodeLimits.DEFAULT, Trust.WHOLE);
        before.state().forEach(recovery::replay);

        DurableRange after = recovery.ranges().get(RANGE);
        assertThat(after.copying()).isTrue();
        assertThat(after.log().last()).isEqualTo(LAST);
        assertThat(after.log().lastLogTimeMillis()).isEqualTo(4_000);
    }

    @Test
    void logTimeIsThatOfTheCopyWhereAllThatCameAfterItIsCut() {
        Position copied = new Position(3, 60);
        LogRecord after = new LogRecord(new Position(3, 70), copied, 7_000, new LogRecord.Open());
        DurableRange range = recover(
                60,
                state(),
                new JournalRecord.CopyBegun(RANGE),
                new JournalRecord.Copied(RANGE, copied, 6_000, List.of()),
                new JournalRecord.Appended(RANGE, after));

        range.apply(new JournalRecord.Cut(RANGE, copied));

        assertThat(range.log().lastLogTimeMillis()).isEqualTo(6_000);
    }

    @Test
    void theStateAtTheHeadOfASegmentTellsOfASuspicionAndItsFloor() {
        DurableRange before = recover(40, state(), new JournalRecord.Suspected(RANGE, 7));
        Recovery recovery = new Recovery(Map.of(), NodeLimits.DEFAULT, Trust.WHOLE);
        before.state().forEach(recovery::replay);
        DurableRange after = recovery.ranges().get(RANGE);
        assertThat(after.isSuspect()).isTrue();
        assertThat(after.suspectFloor()).isEqualTo(7);
        assertThat(after.countsIn(7)).isFalse();
        assertThat(after.countsIn(8)).isTrue();
    }

    @Test
    void whatASuspectStartRecoversCountsInNoEpochUntilAMapIsSeen() {
        Recovery recovery = new Recovery(Map.of(), NodeLimits.DEFAULT, Trust.SUSPECT);
        recovery.replay(state());
        recovery.replay(new JournalRecord.Suspected(RANGE, 7));
        assertThat(recovery.ranges().get(RANGE).countsIn(8)).isFalse();
    }

    @Test
    void aSuspectRangeThatTheTableHasDroppedIsCopiedAnew() {
        Recovery recovery = new Recovery(Map.of(), NodeLimits.DEFAULT, Trust.SUSPECT);
        recovery.replay(state());
        assertThat(recovery.ranges().get(RANGE).copying()).isTrue();
        assertThat(recovery.findings()).containsExactly(new JournalRecord.CopyBegun(RANGE));
    }

    @Test
    void aHalfCopyDoesNotCountForTheLog() {
        DurableRange range = recover(90, state(), new JournalRecord.CopyBegun(RANGE));
        assertThat(range.copying()).isTrue();
        assertThat(range.log().last()).isEqualTo(LAST);
        assertThat(range.forced()).isEqualTo(LAST);
    }

    @Test
    void whatARangeThatHasLeftHasLeftBehindGoesButForWhatOthersHold() {
        RangeId part = new RangeId(2);
        TokenRange held = new TokenRange(10, 20);
        Recovery recovery = new Recovery(Map.of(), NodeLimits.DEFAULT, Trust.WHOLE);
        recovery.replay(new JournalRecord.Created(RANGE, 1, new TokenRange(0, 30)));
        recovery.replay(new JournalRecord.Dropped(RANGE, 1));
        recovery.replay(new JournalRecord.Created(part, 2, held));

        assertThat(recovery.remains())
                .containsExactlyInAnyOrder(
                        new TableBatch.Retire(RANGE),
                        new TableBatch.Drop(RANGE, new TokenRange(0, 10)),
                        new TableBatch.Drop(RANGE, new TokenRange(20, 30)));
    }
}
