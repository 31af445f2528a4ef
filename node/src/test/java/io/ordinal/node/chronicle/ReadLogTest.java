package io.ordinal.node.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.node.JournalRecord;
import io.ordinal.protocol.LogRecord;
import io.ordinal.protocol.Position;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.TokenRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReadLogTest extends JournalTest {
    private static final int PLENTY = 1 << 20;

    private final Chain chain = new Chain(1);
    private final Chain neighbour = new Chain(2);
    private ChronicleJournal journal = null;

    @BeforeEach
    void openJournal() {
        journal = open(new ArrayList<>());
    }

    @Test
    void follows_one_range_among_many() {
        for (int i = 0; i < 50; i++) {
            append(journal, neighbour.writes(3, 20));
            append(journal, chain.writes(2, 20));
        }

        assertThat(read(Position.START, PLENTY)).hasSize(100);
        assertThat(read(new Position(0, 97), PLENTY))
                .containsExactly(new Position(0, 98), new Position(0, 99), new Position(0, 100));
        assertThat(read(chain.last(), PLENTY)).isEmpty();
    }

    @Test
    void comes_in_pages_of_at_least_one_record() {
        append(journal, chain.writes(30, 1_000));

        assertThat(read(Position.START, 1)).hasSize(1);
        Position after = Position.START;
        int pages = 0;
        while (!after.equals(chain.last())) {
            List<Position> page = read(after, 5_000);
            assertThat(page).hasSizeBetween(1, 4);
            after = page.get(page.size() - 1);
            pages++;
        }
        assertThat(pages).isEqualTo(8);
    }

    @Test
    void leaves_out_what_was_cut_and_gives_what_was_appended_instead() {
        append(journal, List.of(chain.open(1)));
        append(journal, chain.writes(10, 20));
        append(journal, List.of(chain.cutTo(new Position(1, 4)), chain.open(2)));
        append(journal, chain.writes(2, 20));

        List<Position> expected = List.of(
                new Position(1, 0),
                new Position(1, 1),
                new Position(1, 2),
                new Position(1, 3),
                new Position(1, 4),
                new Position(2, 4),
                new Position(2, 5),
                new Position(2, 6));
        assertThat(read(Position.START, PLENTY)).isEqualTo(expected);
        assertThat(read(new Position(1, 4), PLENTY)).isEqualTo(expected.subList(5, 8));
        assertThat(journal.readLog(chain.range(), new Position(1, 7), PLENTY).gone())
                .isTrue();
    }

    @Test
    void understands_cuts_within_cuts_after_a_restart_too() {
        append(journal, List.of(chain.open(1)));
        append(journal, chain.writes(6, 20));
        append(journal, List.of(chain.cutTo(new Position(1, 5)), chain.open(2)));
        append(journal, chain.writes(1, 20));
        append(journal, List.of(chain.cutTo(new Position(1, 2)), chain.open(3)));
        append(journal, chain.writes(1, 20));
        List<Position> before = read(Position.START, PLENTY);
        assertThat(before)
                .containsExactly(
                        new Position(1, 0),
                        new Position(1, 1),
                        new Position(1, 2),
                        new Position(3, 2),
                        new Position(3, 3));
        crash();

        journal = open(new ArrayList<>());

        assertThat(read(Position.START, PLENTY)).isEqualTo(before);
    }

    @Test
    void goes_over_the_ends_of_segments() {
        for (int i = 0; i < 3; i++) {
            append(journal, chain.writes(4, 20));
            journal.roll(List.of(chain.state(), neighbour.state()));
        }

        assertThat(read(new Position(0, 2), PLENTY)).hasSize(10);
    }

    @Test
    void is_gone_when_the_segment_is() {
        append(journal, chain.writes(4, 20));
        journal.roll(List.of(chain.state()));
        append(journal, chain.writes(4, 20));
        Map<RangeId, Position> all = Map.of(chain.range(), chain.last());
        assertThat(journal.trim(all, all, Long.MAX_VALUE)).isEqualTo(1);

        assertThat(journal.readLog(chain.range(), new Position(0, 3), PLENTY).gone())
                .isTrue();
        assertThat(read(new Position(0, 4), PLENTY)).hasSize(4);
        crash();
        journal = open(new ArrayList<>());
        assertThat(journal.readLog(chain.range(), new Position(0, 3), PLENTY).gone())
                .isTrue();
        assertThat(read(new Position(0, 4), PLENTY)).hasSize(4);
    }

    @Test
    void begins_anew_after_a_copy_and_with_a_new_stay() {
        append(journal, chain.writes(4, 20));
        Position asOf = chain.cutTo(new Position(3, 90)).last();
        append(journal, List.of(new JournalRecord.Copied(chain.range(), asOf, 1_000, List.of())));
        append(journal, chain.writes(2, 20));
        assertThat(journal.readLog(chain.range(), new Position(0, 2), PLENTY).gone())
                .isTrue();
        assertThat(read(asOf, PLENTY)).hasSize(2);

        append(journal, List.of(new JournalRecord.Dropped(chain.range(), 1)));
        assertThat(journal.readLog(chain.range(), asOf, PLENTY).gone()).isTrue();
        append(journal, List.of(new JournalRecord.Created(chain.range(), 2, TokenRange.WHOLE_RING)));
        append(journal, chain.writes(1, 20));
        assertThat(read(new Position(3, 92), PLENTY)).containsExactly(new Position(3, 93));
    }

    @Test
    void a_copy_of_what_the_log_goes_beyond_leaves_it_as_it_is() {
        append(journal, chain.writes(4, 20));
        append(journal, List.of(new JournalRecord.Copied(chain.range(), new Position(0, 2), 1_000, List.of())));
        append(journal, chain.writes(2, 20));

        assertThat(read(new Position(0, 2), PLENTY)).hasSize(4);
    }

    @Test
    void knows_nothing_of_other_ranges_and_of_places_beside_the_chain() {
        append(journal, List.of(chain.open(2)));
        append(journal, chain.writes(3, 20));

        assertThat(journal.readLog(neighbour.range(), Position.START, PLENTY).gone())
                .isTrue();
        assertThat(journal.readLog(chain.range(), new Position(1, 9), PLENTY).gone())
                .isTrue();
    }

    @Test
    void may_be_read_by_one_thread_while_another_appends() {
        CompletableFuture<Integer> reader = CompletableFuture.supplyAsync(() -> {
            Position after = Position.START;
            int seen = 0;
            while (seen < 5_000) {
                LogSlice slice = journal.readLog(chain.range(), after, 20_000);
                for (LogRecord record : slice.records()) {
                    assertThat(record.previous()).isEqualTo(after);
                    after = record.position();
                    seen++;
                }
            }
            return seen;
        });
        append(journal, chain.writes(1, 50));
        for (int i = 0; i < 499; i++) {
            append(journal, chain.writes(10, 50));
            if (i % 100 == 0) {
                journal.roll(List.of(chain.state()));
            }
        }
        append(journal, chain.writes(9, 50));

        assertThat(reader.orTimeout(20, java.util.concurrent.TimeUnit.SECONDS).join())
                .isEqualTo(5_000);
    }

    private List<Position> read(Position after, int maxBytes) {
        LogSlice slice = journal.readLog(chain.range(), after, maxBytes);
        assertThat(slice.gone()).isFalse();
        return Chain.positions(slice);
    }
}
