package io.ordinal.node.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ordinal.node.JournalRecord;
import io.ordinal.protocol.Marks;
import io.ordinal.ring.RangeId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChronicleJournalTest extends JournalTest {
    private final Chain chain = new Chain(1);

    @Test
    void hands_out_after_a_crash_what_was_appended_before() {
        List<JournalRecord> written = new ArrayList<>();
        ChronicleJournal journal = open(new ArrayList<>());
        for (int i = 0; i < 100; i++) {
            List<JournalRecord> some = chain.writes(i % 7 + 1, i);
            append(journal, some);
            written.addAll(some);
        }
        crash();

        assertThat(replayNow()).isEqualTo(written);
    }

    @Test
    void keeps_its_order_over_many_openings_and_segments() {
        List<JournalRecord> written = new ArrayList<>();
        for (int run = 0; run < 4; run++) {
            List<JournalRecord> replayed = new ArrayList<>();
            ChronicleJournal journal = open(replayed);
            assertThat(replayed).isEqualTo(written);
            for (int i = 0; i < 3; i++) {
                List<JournalRecord> some = chain.writes(5, 100);
                append(journal, some);
                written.addAll(some);
                List<JournalRecord> state = List.of(chain.state(), new JournalRecord.Promise(chain.range(), run));
                journal.roll(state);
                written.addAll(state);
            }
            crash();
        }

        assertThat(replayNow()).isEqualTo(written);
    }

    @Test
    void takes_the_largest_values_and_many_of_them_at_once() {
        List<JournalRecord> large = chain.writes(9, 1 << 20);
        append(open(new ArrayList<>()), large);
        crash();

        assertThat(replayNow()).isEqualTo(large);
    }

    @Test
    void a_segment_is_full_by_its_size() {
        use(new JournalSettings(Durability.DISK, 200_000));
        ChronicleJournal journal = open(new ArrayList<>());
        append(journal, chain.writes(10, 10_000));
        assertThat(journal.segmentFull()).isFalse();

        append(journal, chain.writes(10, 10_000));
        assertThat(journal.segmentFull()).isTrue();

        journal.roll(List.of(chain.state()));
        assertThat(journal.segmentFull()).isFalse();
    }

    @Test
    void an_empty_append_is_nothing() {
        ChronicleJournal journal = open(new ArrayList<>());
        append(journal, List.of());

        assertThat(journal.appendedBytesInSegment()).isZero();
        assertThat(folder()).isEmptyDirectory();
    }

    @Test
    void must_be_replayed_before_it_takes_anything() {
        ChronicleJournal journal = open();

        assertThatThrownBy(() -> journal.append(List.of(chain.state()))).isInstanceOf(IllegalStateException.class);
        journal.replay(record -> {});
        assertThatThrownBy(() -> journal.replay(record -> {})).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_clean_stop_is_known_at_the_next_opening_only() {
        use(new JournalSettings(Durability.MEMORY, 1 << 20));
        ChronicleJournal first = open(new ArrayList<>());
        assertThat(first.opening().cleanStop()).isFalse();
        append(first, chain.writes(3, 10));
        first.markCleanStop();
        assertThatThrownBy(() -> first.append(chain.writes(1, 1))).isInstanceOf(IllegalStateException.class);
        first.close();

        ChronicleJournal second = open(new ArrayList<>());
        assertThat(second.opening().cleanStop()).isTrue();
        assertThat(second.opening().mayHaveLost(false)).isEmpty();
        append(second, chain.writes(1, 10));
        crash();

        assertThat(open().opening().cleanStop()).isFalse();
    }

    @Test
    void memory_durability_without_a_clean_stop_may_lose_with_the_machine_and_not_with_the_process() {
        use(new JournalSettings(Durability.MEMORY, 1 << 20));
        append(open(new ArrayList<>()), chain.writes(3, 10));
        crash();

        use(JournalSettings.DEFAULT);
        ChronicleJournal second = open(new ArrayList<>());
        assertThat(second.opening().mayHaveLost(true)).isEmpty();
        assertThat(second.opening().mayHaveLost(false)).isPresent();
    }

    @Test
    void disk_durability_loses_nothing_in_a_crash() {
        append(open(new ArrayList<>()), chain.writes(3, 10));
        crash();

        assertThat(open().opening()).isEqualTo(new JournalOpening(false, false, java.util.Optional.empty()));
    }

    @Test
    void keeps_facts_about_the_node_and_its_ranges_alike() {
        List<JournalRecord> facts = List.of(
                new JournalRecord.MarksRaised(new Marks(1, 2, 3, 4)),
                new JournalRecord.Closed(new RangeId(4), 2, 99),
                new JournalRecord.Dropped(new RangeId(4), 3));
        append(open(new ArrayList<>()), facts);
        crash();

        assertThat(replayNow()).isEqualTo(facts);
    }
}
