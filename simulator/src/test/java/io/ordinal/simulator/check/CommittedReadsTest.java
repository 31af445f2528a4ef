package io.ordinal.simulator.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.ordinal.protocol.ClientId;
import io.ordinal.protocol.Entry;
import io.ordinal.protocol.LogRecord;
import io.ordinal.protocol.Operation;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.ReadMode;
import io.ordinal.protocol.RequestId;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import io.ordinal.ring.RangeId;
import io.ordinal.simulator.world.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What reads and scans may show, given the committed log of one range: {@link PrefixReads} and {@link ScanPages}. */
class CommittedReadsTest {
    private static final RangeId RANGE = new RangeId(1);
    private static final Key A = Key.utf8("a");

    private final List<LogRecord> log = new ArrayList<>();

    @Test
    void aReadShowsTheNewestEntryAtOrBelowItsNumber() {
        put(1, 0, "old", 0);
        put(5, 0, "new", 0);

        holds(Histories.found("old", 1, 4));
        holds(Histories.found("new", 5, 5));
        violates(Histories.found("old", 1, 5));
        violates(Histories.found("new", 5, 4));
        violates(Histories.nothing(4));
        violates(Histories.found("never", 1, 4));
    }

    @Test
    void anEntryIsShownUntilTheLogTimeReachesItsEnd() {
        put(1, 1_000, "short", 500);
        append(new Position(1, 2), 1_499, new LogRecord.Expire(Key.utf8("other")));
        append(new Position(1, 3), 1_500, new LogRecord.Expire(Key.utf8("other")));

        holds(Histories.found("short", 1, 2));
        violates(Histories.nothing(2));
        holds(Histories.nothing(3));
        violates(Histories.found("short", 1, 3));
    }

    @Test
    void anEpochThatOpensWithoutANumberMayBeSeenOrNot() {
        put(1, 1_000, "short", 500);
        append(new Position(2, 1), 2_000, new LogRecord.Open());

        holds(Histories.found("short", 1, 1));
        holds(Histories.nothing(1));
    }

    @Test
    void aPageShowsNothingThatWasOverwrittenBelowItsNumber() {
        put(1, 0, "old", 0);
        put(5, 0, "new", 0);

        holds(page(ReadMode.ANY, 4, entry("old", 1)));
        holds(page(ReadMode.ANY, 4, entry("new", 5)));
        violates(page(ReadMode.ANY, 5, entry("old", 1)));
        violates(page(ReadMode.ANY, 4, entry("never", 1)));
        violates(page(new ReadMode.AtLeast(6), 5, entry("new", 5)));
    }

    @Test
    void aWholeScanLeavesOutOnlyWhatWasGoneAtSomeMoment() {
        put(2, 0, "here", 0);

        holds(page(ReadMode.ANY, 1));
        violates(page(ReadMode.ANY, 2));
        append(new Position(1, 7), 0, new LogRecord.Expire(A));
        holds(page(ReadMode.ANY, 2));
    }

    @Test
    void aScanShowsAKeyOnce() {
        put(2, 0, "here", 0);

        violates(page(ReadMode.ANY, 2, entry("here", 2), entry("here", 2)));
    }

    @Test
    void aLinearizablePageShowsWhatWasAnsweredBefore() {
        put(1, 0, "old", 0);
        put(5, 0, "new", 0);
        List<Call> answered =
                new Histories().put("a", "new", 1, 2, Histories.applied(5)).calls();
        ScanPage late = new ScanPage(1, ReadMode.LINEARIZABLE, 3, 4, List.of(entry("old", 1)), 4, true);
        ScanPage early = new ScanPage(1, ReadMode.LINEARIZABLE, 1, 4, List.of(entry("old", 1)), 4, true);

        assertThatThrownBy(() -> new ScanPages(state(), answered, List.of(A)).check(List.of(late)))
                .isInstanceOf(Violation.class);
        assertThatCode(() -> new ScanPages(state(), answered, List.of(A)).check(List.of(early)))
                .doesNotThrowAnyException();
    }

    @Test
    void whatAClientWasToldOfItsPutIsSo() {
        put(3, 0, "before", 0);
        put(5, 0, "done", 0);

        told("done", Histories.applied(5), true);
        told("done", Histories.unknown(), true);
        told("lost", Histories.unknown(), true);
        told("refused", Histories.rejected(3), true);
        told("done", Histories.applied(6), false);
        told("done", Histories.rejected(3), false);
        told("done", new Ending.NotDone(), false);
        told("lost", Histories.applied(4), false);
    }

    @Test
    void aRejectionNamesAVersionThatWas() {
        put(3, 0, "before", 0);

        told("refused", Histories.rejected(3), true);
        told("refused", Histories.rejected(0), true);
        told("refused", Histories.rejected(2), false);
        told("refused", Histories.rejected(4), false);
    }

    private void told(String value, Ending ending, boolean isSo) {
        List<Call> calls = new Histories().put("a", value, 1, 2, ending).calls();
        Throwable violation = catchThrowable(() -> WriteOutcomes.check(calls, state()));
        assertThat(violation == null).as(value + " " + ending).isEqualTo(isSo);
    }

    private void put(long number, long logTimeMillis, String value, long ttlMillis) {
        RequestId request = new RequestId(new ClientId(1, 1), number);
        append(
                new Position(1, number),
                logTimeMillis,
                new LogRecord.Write(request, new Operation.Put(A, Bytes.utf8(value), ttlMillis)));
    }

    private void append(Position position, long logTimeMillis, LogRecord.Payload payload) {
        Position last = log.isEmpty() ? Position.START : log.get(log.size() - 1).position();
        log.add(new LogRecord(position, last, logTimeMillis, payload));
    }

    private CommittedState state() {
        return new CommittedState(Map.of(RANGE, log), key -> List.of(RANGE));
    }

    private static Entry entry(String value, long number) {
        return new Entry(A, Bytes.utf8(value), number, 0);
    }

    private static ScanPage page(ReadMode mode, long asOf, Entry... entries) {
        return new ScanPage(1, mode, 3, 4, List.of(entries), asOf, true);
    }

    private void holds(Ending read) {
        assertThatCode(() -> check(read)).doesNotThrowAnyException();
    }

    private void violates(Ending read) {
        assertThatThrownBy(() -> check(read)).isInstanceOf(Violation.class);
    }

    private void check(Ending read) {
        PrefixReads.check(new Histories().get("a", ReadMode.ANY, 1, 2, read).calls(), state());
    }

    private void holds(ScanPage page) {
        assertThatCode(() -> check(page)).doesNotThrowAnyException();
    }

    private void violates(ScanPage page) {
        assertThatThrownBy(() -> check(page)).isInstanceOf(Violation.class);
    }

    private void check(ScanPage page) {
        new ScanPages(state(), List.of(), List.of(A)).check(List.of(page));
    }
}
