package io.ordinal.node.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.node.TableBatch;
import io.ordinal.node.TableBatch.RangeProgress;
import io.ordinal.protocol.EntryRun;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.StoredEntry;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.TokenRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Large pages of a copy go into the table as sorted files, with the same outcome as if they had been put. */
class CopyRunsTest extends OpenTable {
    private static final RangeId RANGE = new RangeId(1);
    private static final TokenRange WRAPPING = new TokenRange(0xc000_0000_0000_0000L, 0x4000_0000_0000_0000L);
    private static final int PAGE = 100;

    @Test
    void a_copy_in_pages_is_whole_and_lasts() throws IOException {
        List<StoredEntry> entries = entries(WRAPPING, 1_000, 0);
        apply(new TableBatch.Drop(RANGE, WRAPPING));
        copy(WRAPPING, entries);
        apply(progress(1_000));
        table.flush();

        assertThat(held(WRAPPING)).isEqualTo(entries);
        assertThat(filesLeft()).isZero();
        table.close();
        open();
        assertThat(held(WRAPPING)).isEqualTo(entries);
    }

    @Test
    void what_is_copied_after_a_drop_stands_above_it() {
        List<StoredEntry> entries = entries(WRAPPING, 1_000, 9);
        for (boolean isFlushed : new boolean[] {true, false}) {
            entries.forEach(entry -> apply(new TableBatch.Put(
                    new StoredEntry(entry.key(), Bytes.utf8("older"), entry.sequence() + 10_000, 0))));
            if (isFlushed) {
                table.flush();
            }
            apply(new TableBatch.Drop(RANGE, WRAPPING));
            copy(WRAPPING, entries);
            apply(progress(1_000));
            assertThat(held(WRAPPING)).isEqualTo(entries);
            table.flush();
            table.close();
            open();
            assertThat(held(WRAPPING)).isEqualTo(entries);
        }
    }

    @Test
    void an_entry_keeps_when_it_expires() {
        StoredEntry first = entries(WRAPPING, 200, 0).get(0);
        List<StoredEntry> entries = new ArrayList<>(entries(WRAPPING, 200, 0));
        entries.set(0, new StoredEntry(first.key(), first.value(), first.sequence(), 1_234_567));
        copy(WRAPPING, entries);

        assertThat(table.read(RANGE, first.key()).entry()).isEqualTo(entries.get(0));
    }

    @Test
    void until_its_last_page_a_copy_is_in_no_table_file_and_a_crash_leaves_nothing_behind() throws IOException {
        List<TableBatch.LayOver> pages = pages(WRAPPING, entries(WRAPPING, 1_000, 0));
        pages.subList(0, 2).forEach(this::apply);

        assertThat(held(WRAPPING)).isEmpty();
        assertThat(filesLeft()).isOne();

        // As after a crash: a file that nobody knows any more.
        Files.writeString(folder.resolve("runs").resolve("99.sst"), "half a file");
        table.close();
        assertThat(filesLeft()).isPositive();
        open();
        assertThat(filesLeft()).isZero();
        assertThat(held(WRAPPING)).isEmpty();
    }

    @Test
    void a_write_in_the_middle_of_a_copy_comes_on_top_of_it() {
        List<StoredEntry> entries = entries(WRAPPING, 400, 0);
        List<TableBatch.LayOver> pages = pages(WRAPPING, entries);
        apply(pages.get(0));
        Key first = entries.get(0).key();
        apply(new TableBatch.Put(new StoredEntry(first, Bytes.utf8("newer"), 5_000, 0)), pages.get(1));
        pages.subList(2, pages.size()).forEach(this::apply);

        assertThat(held(WRAPPING)).hasSize(400).startsWith(new StoredEntry(first, Bytes.utf8("newer"), 5_000, 0));
        assertThat(held(WRAPPING).subList(1, 400)).isEqualTo(entries.subList(1, 400));
    }

    @Test
    void a_range_that_is_dropped_in_the_middle_of_a_copy_holds_nothing_of_it() throws IOException {
        List<TableBatch.LayOver> pages = pages(WRAPPING, entries(WRAPPING, 400, 0));
        apply(pages.get(0), pages.get(1), new TableBatch.Drop(RANGE, WRAPPING));

        assertThat(held(WRAPPING)).isEmpty();
        assertThat(filesLeft()).isZero();
    }

    @Test
    void a_copy_that_begins_anew_is_laid_over_what_the_one_before_brought() {
        List<StoredEntry> before = entries(WRAPPING, 400, 0);
        List<TableBatch.LayOver> pages = pages(WRAPPING, before);
        apply(pages.get(0));
        apply(pages.get(1));

        List<StoredEntry> after = new ArrayList<>();
        for (int i = 0; i < before.size(); i += 2) {
            after.add(before.get(i));
        }
        copy(WRAPPING, after);

        assertThat(held(WRAPPING)).isEqualTo(after);
    }

    @Test
    void what_stands_there_with_a_higher_number_stays() {
        List<StoredEntry> entries = entries(WRAPPING, 400, 0);
        StoredEntry newer = new StoredEntry(entries.get(150).key(), Bytes.utf8("newer"), 5_000, 0);
        apply(new TableBatch.Put(newer));
        copy(WRAPPING, entries);

        List<StoredEntry> expected = new ArrayList<>(entries);
        expected.set(150, newer);
        assertThat(held(WRAPPING)).isEqualTo(expected);
    }

    @Test
    void tombstones_that_are_copied_are_listed() {
        List<StoredEntry> entries = entries(WRAPPING, 400, 7);
        copy(WRAPPING, entries);
        table.close();
        open();

        assertThat(held(WRAPPING)).isEqualTo(entries);
        assertThat(table.tombstones(WRAPPING, Long.MAX_VALUE, null, 1 << 20).found())
                .hasSize((int) entries.stream().filter(StoredEntry::isTombstone).count());
    }

    @Test
    void a_page_that_is_out_of_order_does_no_harm() {
        List<StoredEntry> entries = entries(WRAPPING, PAGE, 0);
        List<StoredEntry> shuffled = new ArrayList<>(entries);
        shuffled.add(shuffled.remove(0));
        apply(new TableBatch.LayOver(WRAPPING, null, null, EntryRun.of(shuffled), 5_000));

        assertThat(held(WRAPPING)).isEqualTo(entries);
    }

    private void copy(TokenRange tokens, List<StoredEntry> entries) {
        pages(tokens, entries).forEach(this::apply);
    }

    private void apply(TableBatch.Change... changes) {
        table.apply(new TableBatch(List.of(changes)));
    }

    private static TableBatch.Progress progress(long sequence) {
        return new TableBatch.Progress(RANGE, new RangeProgress(1, new Position(1, sequence), 1, 0));
    }

    private static List<TableBatch.LayOver> pages(TokenRange tokens, List<StoredEntry> entries) {
        List<TableBatch.LayOver> pages = new ArrayList<>();
        @Nullable Key after = null;
        for (int i = 0; i < entries.size(); i += PAGE) {
            List<StoredEntry> page = entries.subList(i, Math.min(entries.size(), i + PAGE));
            @Nullable
            Key upTo = i + PAGE >= entries.size()
                    ? null
                    : page.get(page.size() - 1).key();
            pages.add(new TableBatch.LayOver(tokens, after, upTo, EntryRun.of(page), 4_000));
            after = upTo;
        }
        return pages;
    }

    /** In the order of the range, of 1 KiB each; every so many is a tombstone, or none. */
    private static List<StoredEntry> entries(TokenRange tokens, int count, int tombstoneEach) {
        List<Key> keys = new ArrayList<>();
        for (int i = 0; keys.size() < count; i++) {
            Key key = Key.utf8("key" + i);
            if (tokens.contains(key.token())) {
                keys.add(key);
            }
        }
        keys.sort(tokens.order());
        List<StoredEntry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean isTombstone = tombstoneEach > 0 && i % tombstoneEach == 0;
            @Nullable Bytes value = isTombstone ? null : Bytes.wrap(new byte[1_024]);
            entries.add(new StoredEntry(keys.get(i), value, i + 1, 0));
        }
        return entries;
    }

    private List<StoredEntry> held(TokenRange tokens) {
        try (TableCopy copy = table.openCopy(RANGE, tokens)) {
            return copy.page(null, Integer.MAX_VALUE).entries().toList();
        }
    }

    private long filesLeft() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("runs"))) {
            return files.count();
        }
    }
}
