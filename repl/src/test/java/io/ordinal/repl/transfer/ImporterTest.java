package io.ordinal.repl.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.client.Refusal;
import io.ordinal.client.WriteOutcome;
import io.ordinal.repl.transfer.ImportResult.Ending;
import io.ordinal.repl.transfer.Importer.ImportPace;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ImporterTest {
    private final Map<String, String> store = new HashMap<>();
    private final List<Row.Bad> bad = new ArrayList<>();
    private final List<ImportTally> told = new ArrayList<>();
    private long nowNanos;

    private static Row put(String key, String value) {
        return new Row.Put(1, Key.utf8(key), Bytes.utf8(value), 0);
    }

    private ImportResult run(List<Row> rows, ImportStore to, long skip, BooleanSupplier isInterrupted)
            throws IOException, InterruptedException {
        Iterator<Row> left = rows.iterator();
        RowSource source = new RowSource() {
            @Override
            public @Nullable Row next() {
                return left.hasNext() ? left.next() : null;
            }

            @Override
            public long bytesRead() {
                return 0;
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        };
        ImportListener listener = new ImportListener() {
            @Override
            public void bad(Row.Bad row) {
                bad.add(row);
            }

            @Override
            public void progress(ImportTally tally) {
                told.add(tally);
            }
        };
        ImportPace pace = new ImportPace(8, Duration.ofHours(1), skip);
        return new Importer(source, to, listener, pace, isInterrupted, () -> nowNanos += 100_000_000L).run();
    }

    private void apply(Row.Put row, Consumer<WriteOutcome> to) {
        store.put(row.key().bytes().toUtf8(), row.value().toUtf8());
        to.accept(new WriteOutcome.Applied(1));
    }

    @Test
    void the_later_row_of_a_key_wins_and_is_counted() throws IOException, InterruptedException {
        ImportResult result = run(
                List.of(put("a", "1"), put("b", "1"), new Row.Bad(3, "broken", "x"), put("a", "2"), put("a", "3")),
                this::apply,
                0,
                () -> false);
        assertThat(result.ending()).isEqualTo(Ending.FINISHED);
        assertThat(store).isEqualTo(Map.of("a", "3", "b", "1"));
        assertThat(bad).hasSize(1);
        assertThat(result.tally().rows()).isEqualTo(5);
        assertThat(result.tally().duplicates()).isEqualTo(2);
        assertThat(result.tally().bad()).isEqualTo(1);
        assertThat(result.tally().prefix()).isEqualTo(5);
    }

    /** A store that answers in any order, and forgets, refuses or leaves open what happened to some writes. */
    private final class Moody implements ImportStore {
        private final SplittableRandom random = new SplittableRandom(5);
        private final Set<Key> underWay = new HashSet<>();
        private final List<Runnable> answers = new ArrayList<>();

        @Override
        public void put(Row.Put row, Consumer<WriteOutcome> to) {
            assertThat(underWay.add(row.key()))
                    .as("one write of a key at a time")
                    .isTrue();
            answers.add(() -> answer(row, to));
            while (answers.size() > 5) {
                answers.remove(random.nextInt(answers.size())).run();
            }
        }

        private void answer(Row.Put row, Consumer<WriteOutcome> to) {
            underWay.remove(row.key());
            int fate = random.nextInt(20);
            if (fate == 0) {
                to.accept(new WriteOutcome.NotDone(Refusal.OVERLOADED, "too much"));
            } else if (fate == 1) {
                to.accept(new WriteOutcome.Unknown("who knows"));
            } else {
                store.put(row.key().bytes().toUtf8(), row.value().toUtf8());
                to.accept(fate == 2 ? new WriteOutcome.Unknown("it was applied") : new WriteOutcome.Applied(1));
            }
        }

        /** Answers what is left, so that nobody waits for ever. */
        boolean flush() {
            while (!answers.isEmpty()) {
                answers.remove(random.nextInt(answers.size())).run();
            }
            return false;
        }
    }

    @Test
    void whatever_happens_to_writes_each_key_ends_with_its_last_row() throws IOException, InterruptedException {
        SplittableRandom random = new SplittableRandom(11);
        List<Row> rows = new ArrayList<>();
        Map<String, String> expected = new HashMap<>();
        for (int i = 0; i < 3_000; i++) {
            String key = "k" + random.nextInt(100);
            rows.add(put(key, "v" + i));
            expected.put(key, "v" + i);
        }
        Moody moody = new Moody();
        ImportResult result = run(rows, moody, 0, moody::flush);
        assertThat(result.ending()).isEqualTo(Ending.FINISHED);
        assertThat(store).isEqualTo(expected);
        assertThat(result.tally().duplicates()).isEqualTo(2_900);
        assertThat(result.tally().retries()).isPositive();
    }

    @Test
    void an_interrupted_import_goes_on_after_its_prefix_and_ends_with_the_same()
            throws IOException, InterruptedException {
        List<Row> rows = new ArrayList<>();
        Map<String, String> expected = new HashMap<>();
        for (int i = 0; i < 1_000; i++) {
            rows.add(put("k" + i % 300, "v" + i));
            expected.put("k" + i % 300, "v" + i);
        }
        int[] writes = new int[1];
        ImportStore counting = (row, to) -> {
            writes[0]++;
            apply(row, to);
        };
        ImportResult first = run(rows, counting, 0, () -> writes[0] >= 400);
        assertThat(first.ending()).isEqualTo(Ending.INTERRUPTED);
        assertThat(first.tally().prefix()).isBetween(300L, 500L);

        ImportResult second = run(rows, counting, first.tally().prefix(), () -> false);
        assertThat(second.ending()).isEqualTo(Ending.FINISHED);
        assertThat(second.tally().skipped()).isEqualTo(first.tally().prefix());
        assertThat(second.tally().written()).isEqualTo(1_000 - first.tally().prefix());
        assertThat(second.tally().duplicates()).as("of the whole file").isEqualTo(700);
        assertThat(store).isEqualTo(expected);
    }

    @Test
    void it_gives_up_when_nothing_gets_through_and_says_why() throws IOException, InterruptedException {
        List<Row> rows = List.of(put("a", "1"), put("b", "1"));
        Iterator<Row> left = rows.iterator();
        RowSource source = new RowSource() {
            @Override
            public @Nullable Row next() {
                return left.hasNext() ? left.next() : null;
            }

            @Override
            public long bytesRead() {
                return 0;
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        };
        ImportListener silent = new ImportListener() {
            @Override
            public void bad(Row.Bad row) {
                bad.add(row);
            }

            @Override
            public void progress(ImportTally tally) {
                told.add(tally);
            }
        };
        ImportStore refusing = (row, to) -> {
            nowNanos += 1_000_000_000L;
            to.accept(new WriteOutcome.Unknown("no quorum"));
        };
        ImportResult result = new Importer(
                        source,
                        refusing,
                        silent,
                        new ImportPace(8, Duration.ofSeconds(10), 0),
                        () -> false,
                        () -> nowNanos += 1_000_000)
                .run();
        assertThat(result.ending()).isEqualTo(Ending.STUCK);
        assertThat(result.why()).contains("no quorum");
        assertThat(result.maybeApplied()).isEqualTo(2);
        assertThat(result.tally().prefix()).isZero();
    }

    @Test
    void keys_beyond_what_memory_allows_are_no_longer_remembered_and_that_is_known() {
        SeenKeys keys = new SeenKeys(1_000);
        for (int i = 0; i < 1_000; i++) {
            assertThat(keys.meet(Key.utf8("k" + i))).isFalse();
        }
        assertThat(keys.isFull()).isFalse();
        assertThat(keys.meet(Key.utf8("k7"))).isTrue();
        assertThat(keys.meet(Key.utf8("one too many"))).isFalse();
        assertThat(keys.isFull()).isTrue();
    }

    @Test
    void progress_says_how_far_how_fast_and_how_long() {
        assertThat(ProgressLine.of(0.5, 20_000, 2_000_000_000L, "3 bad"))
                .isEqualTo("[##########----------]  50%  20,000 rows  10,000/s  2s left  3 bad");
        assertThat(ProgressLine.of(-1, 500, 1_000_000_000L, "")).isEqualTo("500 rows  500/s");
        assertThat(ProgressLine.of(1, 500, 1_000_000_000L, ""))
                .isEqualTo("[####################] 100%  500 rows  500/s");
    }
}
