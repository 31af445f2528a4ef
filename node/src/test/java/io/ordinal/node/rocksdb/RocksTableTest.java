package io.ordinal.node.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ordinal.node.Table;
import io.ordinal.node.TableBatch;
import io.ordinal.node.TableBatch.RangeProgress;
import io.ordinal.node.UnknownFormatException;
import io.ordinal.protocol.ClientId;
import io.ordinal.protocol.EntryRun;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.RequestId;
import io.ordinal.protocol.RetryRecord;
import io.ordinal.protocol.StoredEntry;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.TokenRange;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RocksTableTest extends OpenTable {
    private static final RangeId RANGE = new RangeId(1);
    private static final RangeId OTHER = new RangeId(2);
    private static final int PLENTY = 1 << 20;

    @Test
    void reads_an_entry_with_the_progress_of_its_range() {
        apply(put("a", "1", 5), progress(RANGE, 5));

        Table.Read read = table.read(RANGE, Key.utf8("a"));

        assertThat(read).isEqualTo(new Table.Read(entry("a", "1", 5), at(5)));
        assertThat(table.read(RANGE, Key.utf8("b"))).isEqualTo(new Table.Read(null, at(5)));
        assertThat(table.read(OTHER, Key.utf8("b"))).isEqualTo(new Table.Read(null, null));
    }

    @Test
    void keeps_tombstones_expiry_and_empty_values_apart() {
        StoredEntry tombstone = new StoredEntry(Key.utf8("a"), null, 7, 0);
        StoredEntry expiring = new StoredEntry(Key.utf8("b"), Bytes.EMPTY, 8, 123_456);
        apply(new TableBatch.Put(tombstone), new TableBatch.Put(expiring), progress(RANGE, 8));

        assertThat(table.read(RANGE, Key.utf8("a")).entry()).isEqualTo(tombstone);
        assertThat(table.read(RANGE, Key.utf8("b")).entry()).isEqualTo(expiring);
    }

    @Test
    void lays_a_copy_over_lower_numbers_only() {
        apply(put("newer", "here", 9), put("older", "here", 2), progress(RANGE, 9));

        apply(layOver("newer", "copied", 5), layOver("older", "copied", 5), layOver("absent", "copied", 5));

        assertThat(values("newer", "older", "absent")).containsExactly("here", "copied", "copied");
    }

    @Test
    void lays_a_copy_over_with_regard_to_the_same_batch() {
        apply(put("dropped", "old", 9), progress(RANGE, 9));

        apply(
                put("first", "put", 9),
                layOver("first", "copied", 5),
                layOver("second", "copied", 5),
                put("second", "put", 6),
                new TableBatch.Drop(OTHER, TokenRange.WHOLE_RING),
                layOver("dropped", "copied", 3),
                layOver("first", "again", 1));

        assertThat(values("first", "second", "dropped")).containsExactly("again", null, "copied");
    }

    @Test
    void scans_every_key_once_in_token_order_page_by_page() {
        NavigableSet<Key> keys = fill(500);

        for (TokenRange whole :
                List.of(TokenRange.WHOLE_RING, new TokenRange(0, 0), new TokenRange(1L << 60, 1L << 60))) {
            List<Key> seen = scanAll(whole, 7);
            assertThat(seen).containsExactlyElementsOf(inOrderFrom(whole, keys));
        }
    }

    @Test
    void scans_a_range_that_wraps_around_zero() {
        NavigableSet<Key> keys = fill(500);
        TokenRange wrapping = new TokenRange(0xc000_0000_0000_0000L, 0x4000_0000_0000_0000L);
        TokenRange rest = new TokenRange(0x4000_0000_0000_0000L, 0xc000_0000_0000_0000L);
        assertThat(wrapping.wrapsAround()).isTrue();

        assertThat(scanAll(wrapping, 9)).containsExactlyElementsOf(inOrderFrom(wrapping, keys));
        assertThat(scanAll(rest, 9)).containsExactlyElementsOf(inOrderFrom(rest, keys));
        assertThat(scanAll(wrapping, 9).size() + scanAll(rest, 9).size()).isEqualTo(500);
    }

    @Test
    void start_is_exclusive_and_end_inclusive() {
        Key key = Key.utf8("edge");
        apply(put("edge", "v", 1), progress(RANGE, 1));

        assertThat(scanAll(new TokenRange(key.token() - 1, key.token()), 9)).containsExactly(key);
        assertThat(scanAll(new TokenRange(key.token(), key.token() + 1), 9)).isEmpty();
        assertThat(scanAll(new TokenRange(-1, key.token()), 9)).containsExactly(key);
        assertThat(scanAll(new TokenRange(key.token() - 1, -1), 9)).containsExactly(key);
    }

    @Test
    void a_page_is_bounded_in_entries_bytes_and_what_it_looks_at() {
        fill(100);

        assertThat(page(null, "", 10, PLENTY, PLENTY).entries()).hasSize(10);
        assertThat(page(null, "", PLENTY, 10, PLENTY).entries()).hasSize(10);
        assertThat(page(null, "", PLENTY, PLENTY, 200).entries()).hasSizeBetween(2, 20);
        assertThat(page(null, "", PLENTY, PLENTY, 1).entries()).hasSize(1);
        assertThat(page(null, "", PLENTY, PLENTY, PLENTY).next()).isNull();
        assertThat(page(null, "", 100, PLENTY, PLENTY).next()).isNull();

        Table.Page nothingYet = page(null, "no such prefix", PLENTY, 10, PLENTY);
        assertThat(nothingYet.entries()).isEmpty();
        assertThat(nothingYet.next()).isNotNull();
    }

    @Test
    void a_prefix_is_a_filter() {
        fill(100);

        assertThat(page(null, "key7", PLENTY, PLENTY, PLENTY).entries())
                .hasSize(11)
                .allMatch(entry -> entry.key().bytes().toUtf8().startsWith("key7"));
    }

    @Test
    void remembers_answers_by_rising_number_and_forgets() {
        apply(remember(RANGE, 1, 30), remember(RANGE, 2, 10), remember(RANGE, 3, 20), remember(OTHER, 1, 5));
        apply(new TableBatch.Forget(RANGE, 10));

        assertThat(table.retries(RANGE)).extracting(RetryRecord::sequence).containsExactly(20L, 30L);
        assertThat(table.retries(OTHER)).extracting(RetryRecord::sequence).containsExactly(5L);
    }

    @Test
    void answers_at_or_below_the_floor_are_gone_before_they_are_deleted() {
        apply(remember(RANGE, 1, 10), remember(RANGE, 2, 20), remember(RANGE, 3, 30));
        apply(new TableBatch.Progress(RANGE, new RangeProgress(1, new Position(1, 30), 1, 20)));

        assertThat(table.retries(RANGE)).extracting(RetryRecord::sequence).containsExactly(30L);
    }

    @Test
    void answers_that_came_together_are_forgotten_one_by_one() {
        List<RetryRecord> together = List.of(answer(1, 10), answer(2, 20), answer(3, 30));
        apply(new TableBatch.Remember(RANGE, together), remember(RANGE, 4, 40));
        assertThat(table.retries(RANGE)).extracting(RetryRecord::sequence).containsExactly(10L, 20L, 30L, 40L);

        apply(
                new TableBatch.Forget(RANGE, 20),
                new TableBatch.Progress(RANGE, new RangeProgress(1, new Position(1, 40), 1, 20)));
        assertThat(table.retries(RANGE)).containsExactly(answer(3, 30), answer(4, 40));

        apply(
                new TableBatch.Forget(RANGE, 30),
                new TableBatch.Progress(RANGE, new RangeProgress(1, new Position(1, 40), 1, 0)));
        assertThat(table.retries(RANGE)).as("deleted, whatever the floor").containsExactly(answer(4, 40));
    }

    @Test
    void a_drop_takes_entries_answers_and_progress_of_one_range_only() {
        fill(200);
        TokenRange mine = new TokenRange(0xc000_0000_0000_0000L, 0x4000_0000_0000_0000L);
        TokenRange rest = new TokenRange(0x4000_0000_0000_0000L, 0xc000_0000_0000_0000L);
        int others = scanAll(rest, 50).size();
        apply(remember(RANGE, 1, 30), remember(OTHER, 1, 5), progress(OTHER, 200));

        apply(new TableBatch.Drop(RANGE, mine));

        assertThat(scanAll(mine, 50)).isEmpty();
        assertThat(scanAll(rest, 50)).hasSize(others);
        assertThat(table.retries(RANGE)).isEmpty();
        assertThat(table.retries(OTHER)).hasSize(1);
        assertThat(table.progress()).containsOnlyKeys(OTHER);
    }

    @Test
    void of_the_progress_in_one_batch_the_last_counts_also_after_a_drop() {
        apply(progress(RANGE, 3), progress(OTHER, 4), progress(RANGE, 5));
        assertThat(table.progress()).isEqualTo(Map.of(RANGE, at(5), OTHER, at(4)));

        apply(
                progress(RANGE, 6),
                new TableBatch.Drop(RANGE, TokenRange.WHOLE_RING),
                progress(RANGE, 7),
                progress(OTHER, 8),
                new TableBatch.Drop(OTHER, TokenRange.WHOLE_RING));
        table.close();
        open();
        assertThat(table.progress()).isEqualTo(Map.of(RANGE, at(7)));
    }

    @Test
    void a_drop_of_all_takes_the_last_key_too() {
        fill(50);

        apply(new TableBatch.Drop(RANGE, TokenRange.WHOLE_RING));

        assertThat(scanAll(TokenRange.WHOLE_RING, 50)).isEmpty();
    }

    @Test
    void a_copy_shows_one_moment_whatever_comes_later() {
        fill(100);
        apply(remember(RANGE, 1, 30));
        try (TableCopy copy = table.openCopy(RANGE, TokenRange.WHOLE_RING)) {
            apply(new TableBatch.Drop(RANGE, TokenRange.WHOLE_RING));
            apply(put("later", "v", 900), progress(RANGE, 900));

            assertThat(copy.progress()).isEqualTo(at(100));
            List<StoredEntry> entries = new ArrayList<>();
            TableCopy.Page page = copy.page(null, 100);
            while (page.next() != null) {
                entries.addAll(page.entries().toList());
                assertThat(page.retries()).isEmpty();
                assertThat(copy.page(page.next(), 100)).isEqualTo(copy.page(page.next(), 100));
                page = copy.page(page.next(), 100);
            }
            entries.addAll(page.entries().toList());
            assertThat(entries).hasSize(100);
            assertThat(page.retries()).extracting(RetryRecord::sequence).containsExactly(30L);
        }
    }

    @Test
    void what_was_flushed_is_there_after_reopening() {
        fill(100);

        Map<RangeId, Position> flushed = table.flush();

        assertThat(flushed).containsExactly(Map.entry(RANGE, new Position(1, 100)));
        table.close();
        open();
        assertThat(table.progress()).containsExactly(Map.entry(RANGE, at(100)));
        assertThat(scanAll(TokenRange.WHOLE_RING, 50)).hasSize(100);
    }

    @Test
    void readers_never_see_half_a_batch() {
        apply(put("a", "0", 0), put("b", "0", 0), progress(RANGE, 0));
        CompletableFuture<Boolean> writer = CompletableFuture.supplyAsync(() -> {
            for (int i = 1; i <= 3_000; i++) {
                apply(put("a", "v", i), put("b", "v", i), progress(RANGE, i));
            }
            return true;
        });
        while (!writer.isDone()) {
            Table.Read read = table.read(RANGE, Key.utf8("b"));
            assertThat(read.entry()).isNotNull();
            assertThat(read.progress()).isEqualTo(at(read.entry().sequence()));
            Table.Page page = page(null, "", PLENTY, PLENTY, PLENTY);
            assertThat(page.entries())
                    .extracting(StoredEntry::sequence)
                    .containsOnly(page.progress().applied().sequence());
        }
        assertThat(writer.orTimeout(20, TimeUnit.SECONDS).join()).isTrue();
    }

    @Test
    void closing_waits_for_readers_and_closes_copies() {
        fill(100);
        TableCopy copy = table.openCopy(RANGE, TokenRange.WHOLE_RING);
        table.close();

        assertThatThrownBy(() -> copy.page(null, 100)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> table.read(RANGE, Key.utf8("a"))).isInstanceOf(IllegalStateException.class);
        copy.close();
        table.close();
    }

    @Test
    void refuses_another_format_by_name() throws IOException {
        table.close();
        Files.writeString(folder.resolve("format"), "7\n");

        assertThatThrownBy(() -> RocksTable.open(folder, SMALL))
                .isInstanceOf(UnknownFormatException.class)
                .hasMessageContaining("7");
    }

    private NavigableSet<Key> fill(int count) {
        List<TableBatch.Change> changes = new ArrayList<>();
        NavigableSet<Key> keys = new TreeSet<>();
        for (int i = 1; i <= count; i++) {
            changes.add(put("key" + (i - 1), "v", i));
            keys.add(Key.utf8("key" + (i - 1)));
        }
        changes.add(progress(RANGE, count));
        table.apply(new TableBatch(changes));
        return keys;
    }

    private static List<Key> inOrderFrom(TokenRange tokens, NavigableSet<Key> keys) {
        List<Key> inOrder = new ArrayList<>();
        keys.stream()
                .filter(key -> Long.compareUnsigned(key.token(), tokens.startExclusive()) > 0)
                .filter(key -> tokens.contains(key.token()))
                .forEach(inOrder::add);
        keys.stream()
                .filter(key -> Long.compareUnsigned(key.token(), tokens.startExclusive()) <= 0)
                .filter(key -> tokens.contains(key.token()))
                .forEach(inOrder::add);
        return inOrder;
    }

    private List<Key> scanAll(TokenRange tokens, int limit) {
        List<Key> seen = new ArrayList<>();
        @Nullable Key after = null;
        do {
            Table.Page page = table.scan(RANGE, tokens, Bytes.EMPTY, after, limit, PLENTY, PLENTY);
            page.entries().forEach(entry -> seen.add(entry.key()));
            after = page.next();
        } while (after != null);
        return seen;
    }

    private Table.Page page(@Nullable Key after, String prefix, int limit, int maxVisited, int maxBytes) {
        return table.scan(RANGE, TokenRange.WHOLE_RING, Bytes.utf8(prefix), after, limit, maxVisited, maxBytes);
    }

    private List<@Nullable String> values(String... keys) {
        List<@Nullable String> values = new ArrayList<>();
        for (String key : keys) {
            @Nullable StoredEntry entry = table.read(RANGE, Key.utf8(key)).entry();
            values.add(
                    entry == null || entry.value() == null
                            ? null
                            : entry.value().toUtf8());
        }
        return values;
    }

    private void apply(TableBatch.Change... changes) {
        table.apply(new TableBatch(List.of(changes)));
    }

    private static StoredEntry entry(String key, String value, long sequence) {
        return new StoredEntry(Key.utf8(key), Bytes.utf8(value), sequence, 0);
    }

    private static TableBatch.Put put(String key, String value, long sequence) {
        return new TableBatch.Put(entry(key, value, sequence));
    }

    private static TableBatch.LayOver layOver(String key, String value, long sequence) {
        StoredEntry entry = entry(key, value, sequence);
        TokenRange itself = new TokenRange(entry.key().token() - 1, entry.key().token());
        return new TableBatch.LayOver(itself, null, null, EntryRun.of(List.of(entry)), 0);
    }

    private static RangeProgress at(long sequence) {
        return new RangeProgress(1, new Position(1, sequence), 1_000, 0);
    }

    private static TableBatch.Progress progress(RangeId range, long sequence) {
        return new TableBatch.Progress(range, at(sequence));
    }

    private static RequestId request(long number) {
        return new RequestId(new ClientId(-1, 4), number);
    }

    private static TableBatch.Remember remember(RangeId range, long request, long sequence) {
        return new TableBatch.Remember(range, List.of(answer(request, sequence)));
    }

    private static RetryRecord answer(long request, long sequence) {
        return new RetryRecord(request(request), sequence, true, 0);
    }
}
