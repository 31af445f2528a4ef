package io.ordinal.node.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.node.JournalRecord;
import io.ordinal.protocol.Position;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.TokenRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TrimTest extends JournalTest {
    private static final long NO_CAP = Long.MAX_VALUE;

    private final Chain one = new Chain(1);
    private final Chain two = new Chain(2);
    private ChronicleJournal journal = null;

    @BeforeEach
    void openJournal() {
        journal = open(new ArrayList<>());
    }

    @Test
    void an_old_segment_goes_once_it_is_flushed_and_passed() throws IOException {
        append(journal, one.writes(3, 10));
        Map<RangeId, Position> now = Map.of(one.range(), one.last());
        roll();
        append(journal, one.writes(3, 10));

        assertThat(journal.trim(now, now, NO_CAP)).isEqualTo(1);
        assertThat(SegmentPlace.findAll(folder())).hasSize(1);
        crash();
        List<JournalRecord> replayed = replayNow();
        assertThat(replayed.get(0)).isInstanceOf(JournalRecord.State.class);
    }

    @Test
    void a_record_that_is_not_flushed_keeps_its_segment_whatever_the_cap() {
        append(journal, one.writes(3, 10));
        Map<RangeId, Position> all = Map.of(one.range(), one.last());
        roll();

        assertThat(journal.trim(all, Map.of(one.range(), new Position(0, 2)), 0))
                .isZero();
        assertThat(journal.trim(all, Map.of(), 0)).isZero();
        assertThat(journal.trim(all, all, NO_CAP)).isEqualTo(1);
    }

    /** The log goes on in memory and is replayed: what lies behind the copy must be flushed like anything else. */
    @Test
    void a_copy_of_what_the_log_goes_beyond_frees_no_segment() {
        append(journal, one.writes(3, 10));
        Position copied = new Position(0, 1);
        append(journal, List.of(new JournalRecord.Copied(one.range(), copied, 1_000, List.of())));
        Map<RangeId, Position> all = Map.of(one.range(), one.last());
        roll();

        assertThat(journal.trim(all, Map.of(one.range(), copied), 0)).isZero();
        assertThat(journal.trim(all, all, 0)).isEqualTo(1);
    }

    @Test
    void a_laggard_keeps_a_segment_until_the_byte_cap_is_passed() {
        append(journal, one.writes(3, 10));
        Map<RangeId, Position> flushed = Map.of(one.range(), one.last());
        roll();
        Map<RangeId, Position> laggard = Map.of(one.range(), new Position(0, 1));

        assertThat(journal.trim(laggard, flushed, journal.bytes())).isZero();
        assertThat(journal.trim(laggard, flushed, journal.bytes() - 1)).isEqualTo(1);
    }

    @Test
    void the_cap_takes_no_more_than_it_must() {
        for (int i = 0; i < 4; i++) {
            append(journal, one.writes(100, 100));
            roll();
        }
        Map<RangeId, Position> flushed = Map.of(one.range(), one.last());

        assertThat(journal.trim(Map.of(), flushed, journal.bytes() - 1)).isEqualTo(1);
    }

    @Test
    void one_slow_range_keeps_the_segment_for_all() {
        append(journal, one.writes(3, 10));
        append(journal, two.writes(3, 10));
        roll();
        Map<RangeId, Position> both = Map.of(one.range(), one.last(), two.range(), two.last());

        assertThat(journal.trim(both, Map.of(one.range(), one.last()), NO_CAP)).isZero();
        assertThat(journal.trim(both, both, NO_CAP)).isEqualTo(1);
    }

    @Test
    void what_was_cut_needs_no_flush() {
        append(journal, one.writes(5, 10));
        append(journal, List.of(one.cutTo(new Position(0, 2))));
        roll();
        Map<RangeId, Position> upToCut = Map.of(one.range(), new Position(0, 2));

        assertThat(journal.trim(upToCut, upToCut, NO_CAP)).isEqualTo(1);
    }

    @Test
    void a_copy_that_is_behind_the_log_leaves_its_newer_records_to_be_flushed() {
        append(journal, one.writes(5, 10));
        append(journal, List.of(new JournalRecord.Copied(one.range(), new Position(0, 3), 1_000, List.of())));
        roll();
        Map<RangeId, Position> copied = Map.of(one.range(), new Position(0, 3));

        assertThat(journal.trim(copied, copied, 0)).isZero();
        assertThat(journal.trim(copied, Map.of(one.range(), one.last()), 0)).isEqualTo(1);
    }

    @Test
    void nothing_goes_before_a_newer_segment_repeats_the_state() {
        append(journal, one.writes(3, 10));
        Map<RangeId, Position> all = Map.of(one.range(), one.last());
        journal.close();
        crash();
        journal = open(new ArrayList<>());
        append(journal, List.of(new JournalRecord.Promise(one.range(), 4)));

        assertThat(journal.trim(all, all, 0)).isZero();
        roll();
        assertThat(journal.trim(all, all, 0)).isEqualTo(2);
    }

    @Test
    void the_newest_segment_stays() throws IOException {
        append(journal, one.writes(3, 10));
        roll();
        Map<RangeId, Position> all = Map.of(one.range(), one.last());
        journal.trim(all, all, 0);

        assertThat(journal.trim(all, all, 0)).isZero();
        assertThat(SegmentPlace.findAll(folder())).hasSize(1);
    }

    @Test
    void a_drop_is_kept_while_the_table_may_still_hold_the_range() {
        append(journal, one.writes(3, 10));
        append(journal, List.of(new JournalRecord.Dropped(one.range(), 1)));
        roll();

        assertThat(journal.trim(Map.of(), Map.of(one.range(), one.last()), 0)).isZero();
        assertThat(journal.trim(Map.of(), Map.of(), 0)).isEqualTo(1);
    }

    @Test
    void a_new_stay_of_a_range_owes_nothing_to_the_old_one() {
        append(journal, one.writes(3, 10));
        append(journal, List.of(new JournalRecord.Dropped(one.range(), 1)));
        append(journal, List.of(new JournalRecord.Created(one.range(), 2, TokenRange.WHOLE_RING)));
        roll();

        assertThat(journal.trim(Map.of(), Map.of(one.range(), Position.START), NO_CAP))
                .isEqualTo(1);
    }

    @Test
    void disk_use_stays_bounded_however_much_is_written() {
        use(new JournalSettings(Durability.DISK, 100_000));
        journal.close();
        journal = open(new ArrayList<>());
        for (int i = 0; i < 300; i++) {
            append(journal, one.writes(20, 100));
            if (journal.segmentFull()) {
                roll();
                Map<RangeId, Position> all = Map.of(one.range(), one.last());
                journal.trim(all, all, NO_CAP);
            }
            assertThat(journal.bytes()).isLessThan(400_000);
        }
    }

    private void roll() {
        journal.roll(List.of(one.state(), two.state()));
    }
}
