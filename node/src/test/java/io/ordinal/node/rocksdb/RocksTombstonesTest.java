package io.ordinal.node.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ordinal.node.Table;
import io.ordinal.node.TableBatch;
import io.ordinal.node.UnknownFormatException;
import io.ordinal.protocol.EntryRun;
import io.ordinal.protocol.LogRecord.Purge;
import io.ordinal.protocol.LogRecord.Tombstone;
import io.ordinal.protocol.StoredEntry;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.TokenRange;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tombstones are listed, go when they are purged, and are not needed where a copy says that nothing is there. */
class RocksTombstonesTest extends OpenTable {
    private static final RangeId RANGE = new RangeId(1);
    private static final TokenRange WRAPPING = new TokenRange(0xc000_0000_0000_0000L, 0x4000_0000_0000_0000L);
    private static final TokenRange REST = new TokenRange(0x4000_0000_0000_0000L, 0xc000_0000_0000_0000L);
    private static final int PLENTY = 1 << 20;

    @Test
    void a_tombstone_is_listed_with_the_batch_that_makes_it_and_found_up_to_a_number() {
        apply(put("a", 1), delete("b", 2), delete("c", 7));

        Table.Tombstones found = table.tombstones(TokenRange.WHOLE_RING, 5, null, PLENTY);

        assertThat(found.found()).containsExactly(new Tombstone(Key.utf8("b"), 2));
        assertThat(found.lowestPassedOver()).isEqualTo(7);
        assertThat(found.next()).isNull();
    }

    @Test
    void a_purge_takes_the_tombstone_of_exactly_its_number_and_nothing_else() {
        apply(delete("gone", 2), delete("deleted again", 3), delete("written since", 4), put("live", 5));
        apply(delete("deleted again", 6), put("written since", 7));

        apply(purge("gone", 2), purge("deleted again", 3), purge("written since", 4), purge("live", 5));

        assertThat(numbers("gone", "deleted again", "written since", "live")).containsExactly(0L, 6L, 7L, 5L);
        assertThat(found(TokenRange.WHOLE_RING)).containsExactly(new Tombstone(Key.utf8("deleted again"), 6));
    }

    @Test
    void a_purge_regards_what_the_same_batch_did_before() {
        apply(delete("a", 1), delete("b", 2), delete("c", 3));

        apply(
                put("a", 4),
                purge("a", 1),
                delete("b", 5),
                purge("b", 5),
                new TableBatch.Drop(RANGE, only("c")),
                purge("c", 3),
                delete("d", 6),
                purge("d", 6),
                put("d", 7));

        assertThat(numbers("a", "b", "c", "d")).containsExactly(4L, 0L, 0L, 7L);
        assertThat(found(TokenRange.WHOLE_RING)).isEmpty();
    }

    @Test
    void what_was_written_since_leaves_the_list_when_it_is_purged() {
        apply(delete("a", 1), delete("b", 2), delete("c", 3));
        apply(put("a", 4), put("b", 5));
        assertThat(found(TokenRange.WHOLE_RING)).hasSize(3);

        apply(delete("b", 6), purge("a", 1), purge("b", 2));

        assertThat(found(TokenRange.WHOLE_RING))
                .containsExactlyInAnyOrder(new Tombstone(Key.utf8("b"), 6), new Tombstone(Key.utf8("c"), 3));
        assertThat(numbers("a", "b", "c")).containsExactly(4L, 6L, 3L);
    }

    @Test
    void the_list_is_walked_page_by_page_in_the_order_of_the_range() {
        List<TableBatch.Change> deletes = new ArrayList<>();
        for (int i = 1; i <= 3_000; i++) {
            deletes.add(delete("key" + i, i));
        }
        table.apply(new TableBatch(deletes));

        List<Tombstone> seen = new ArrayList<>();
        @Nullable Key after = null;
        do {
            Table.Tombstones page = table.tombstones(WRAPPING, PLENTY, after, 4_000);
            assertThat(page.found()).hasSizeLessThanOrEqualTo(Purge.MAX_TOMBSTONES);
            seen.addAll(page.found());
            after = page.next();
        } while (after != null);

        assertThat(seen).hasSizeBetween(1_300, 1_700).doesNotHaveDuplicates();
        assertThat(seen).extracting(Tombstone::key).isSortedAccordingTo(WRAPPING.order());
        assertThat(seen).allMatch(each -> WRAPPING.contains(each.key().token()));
        assertThat(table.tombstones(REST, PLENTY, null, 50).found()).hasSize(50);
    }

    @Test
    void a_page_of_long_keys_fits_a_record() {
        List<TableBatch.Change> deletes = new ArrayList<>();
        for (int i = 1; i <= 40; i++) {
            deletes.add(delete("k".repeat(Key.MAX_LENGTH_BYTES - 2) + (10 + i), i));
        }
        table.apply(new TableBatch(deletes));

        Table.Tombstones page = table.tombstones(TokenRange.WHOLE_RING, PLENTY, null, PLENTY);

        assertThat(new Purge(page.found()).keyBytes()).isLessThanOrEqualTo(Purge.MAX_KEY_BYTES);
        assertThat(page.found()).hasSize(Purge.MAX_KEY_BYTES / Key.MAX_LENGTH_BYTES);
        assertThat(page.next()).isNotNull();
    }

    @Test
    void a_drop_takes_the_list_of_its_range_only() {
        for (int i = 1; i <= 200; i++) {
            apply(delete("key" + i, i));
        }
        int others = found(REST).size();

        apply(new TableBatch.Drop(RANGE, WRAPPING));

        assertThat(others).isPositive();
        assertThat(found(REST)).hasSize(others);
        assertThat(found(WRAPPING)).isEmpty();
    }

    @Test
    void the_list_survives_with_the_entries() {
        apply(delete("a", 1), delete("b", 2));
        apply(purge("b", 2));
        table.flush();
        table.close();
        open();

        assertThat(found(TokenRange.WHOLE_RING)).containsExactly(new Tombstone(Key.utf8("a"), 1));
    }

    @Test
    void a_page_of_a_copy_takes_away_what_it_does_not_name_unless_that_is_newer() {
        Key first = keyAt(WRAPPING, 0);
        Key second = keyAt(WRAPPING, 1);
        Key third = keyAt(WRAPPING, 2);
        Key fourth = keyAt(WRAPPING, 3);
        apply(put(first, 1), put(second, 2), delete(third, 3), put(fourth, 20));

        apply(new TableBatch.LayOver(WRAPPING, first, fourth, EntryRun.of(List.of(entry(second, 9))), 10));

        assertThat(numbers(first, second, third, fourth)).containsExactly(1L, 9L, 0L, 20L);
        assertThat(found(WRAPPING)).isEmpty();
    }

    @Test
    void a_page_does_not_reach_beyond_its_range() {
        apply(put(keyAt(REST, 0), 1), put(keyAt(WRAPPING, 0), 2));

        apply(new TableBatch.LayOver(REST, null, null, EntryRun.EMPTY, 10));

        assertThat(numbers(keyAt(REST, 0), keyAt(WRAPPING, 0))).containsExactly(0L, 2L);
    }

    @Test
    void a_page_regards_what_the_same_batch_did_before() {
        Key[] keys = {keyAt(REST, 0), keyAt(REST, 1), keyAt(REST, 2), keyAt(REST, 3), keyAt(REST, 4)};
        apply(put(keys[0], 1), put(keys[2], 2), put(keys[4], 3));

        apply(
                put(keys[1], 30), // newer than the copy, between two that go
                put(keys[3], 4), // older than the copy
                new TableBatch.LayOver(REST, null, null, EntryRun.EMPTY, 10),
                put(keys[2], 11),
                new TableBatch.LayOver(REST, null, null, EntryRun.of(List.of(entry(keys[4], 2))), 2));

        assertThat(numbers(keys)).containsExactly(0L, 30L, 11L, 0L, 2L);
    }

    @Test
    void a_page_whose_end_is_not_behind_its_beginning_is_refused() {
        Key first = keyAt(WRAPPING, 0);
        Key second = keyAt(WRAPPING, 1);
        assertThatThrownBy(() -> Arc.between(WRAPPING, second, first)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Arc.between(WRAPPING, null, keyAt(REST, 0)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Whatever stood there before: after a whole copy the range is the copy, and what is newer than it. */
    @Test
    void a_whole_copy_over_anything_is_the_copy_and_what_is_newer() {
        Random random = new Random(4711);
        for (TokenRange tokens : List.of(WRAPPING, REST, TokenRange.WHOLE_RING, new TokenRange(5, 5))) {
            NavigableMap<Key, StoredEntry> source = randomEntries(random, tokens, 0);
            NavigableMap<Key, StoredEntry> target = randomEntries(random, tokens, 400);
            apply(new TableBatch.Drop(RANGE, TokenRange.WHOLE_RING));
            target.values().forEach(entry -> apply(new TableBatch.Put(entry)));
            TreeMap<Key, StoredEntry> expected = new TreeMap<>(target);
            expected.values().removeIf(entry -> entry.sequence() <= 500 && !source.containsKey(entry.key()));
            source.values()
                    .forEach(
                            entry -> expected.merge(entry.key(), entry, (a, b) -> a.sequence() > b.sequence() ? a : b));

            List<Key> order = source.keySet().stream().sorted(tokens.order()).toList();
            @Nullable Key after = null;
            for (int i = 0; i <= order.size(); i += 7) {
                List<Key> page = order.subList(i, Math.min(order.size(), i + 7));
                boolean isLast = i + 7 > order.size();
                @Nullable Key upTo = isLast ? null : page.get(page.size() - 1);
                List<StoredEntry> entries = page.stream().map(source::get).toList();
                apply(new TableBatch.LayOver(tokens, after, upTo, EntryRun.of(entries), 500));
                after = upTo;
            }

            assertThat(table.scan(RANGE, TokenRange.WHOLE_RING, Bytes.EMPTY, null, PLENTY, PLENTY, PLENTY)
                            .entries())
                    .containsExactlyElementsOf(expected.values());
            assertThat(found(tokens))
                    .extracting(Tombstone::key)
                    .containsExactlyInAnyOrderElementsOf(expected.values().stream()
                            .filter(StoredEntry::isTombstone)
                            .map(StoredEntry::key)
                            .toList());
        }
    }

    @Test
    void a_table_of_another_version_is_refused() throws IOException {
        table.close();
        for (String version : List.of("2", "4", "two")) {
            Files.writeString(folder.resolve("format"), version + "\n");
            assertThatThrownBy(() -> RocksTable.open(folder, SMALL))
                    .isInstanceOf(UnknownFormatException.class)
                    .hasMessageContaining(version);
        }
    }

    private static NavigableMap<Key, StoredEntry> randomEntries(Random random, TokenRange tokens, long fromSequence) {
        TreeMap<Key, StoredEntry> entries = new TreeMap<>();
        for (int i = 0; i < 120; i++) {
            Key key = Key.utf8("key" + random.nextInt(200));
            if (tokens.contains(key.token())) {
                long sequence = fromSequence + 1 + random.nextInt(500);
                entries.put(key, new StoredEntry(key, random.nextBoolean() ? Bytes.utf8("v") : null, sequence, 0));
            }
        }
        return entries;
    }

    /** The keys that follow the start of a range. */
    private static Key keyAt(TokenRange tokens, int place) {
        List<Key> keys = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            keys.add(Key.utf8("key" + i));
        }
        keys.removeIf(key -> !tokens.contains(key.token()));
        keys.sort(tokens.order());
        return keys.get(place * 10);
    }

    private List<Tombstone> found(TokenRange tokens) {
        return table.tombstones(tokens, PLENTY, null, PLENTY).found();
    }

    private List<Long> numbers(String... keys) {
        return numbers(List.of(keys).stream().map(Key::utf8).toArray(Key[]::new));
    }

    private List<Long> numbers(Key... keys) {
        List<Long> numbers = new ArrayList<>();
        for (Key key : keys) {
            @Nullable StoredEntry entry = table.read(RANGE, key).entry();
            numbers.add(entry == null ? 0 : entry.sequence());
        }
        return numbers;
    }

    private void apply(TableBatch.Change... changes) {
        table.apply(new TableBatch(List.of(changes)));
    }

    private static TokenRange only(String key) {
        return new TokenRange(Key.utf8(key).token() - 1, Key.utf8(key).token());
    }

    private static StoredEntry entry(Key key, long sequence) {
        return new StoredEntry(key, Bytes.utf8("v"), sequence, 0);
    }

    private static TableBatch.Put put(String key, long sequence) {
        return put(Key.utf8(key), sequence);
    }

    private static TableBatch.Put put(Key key, long sequence) {
        return new TableBatch.Put(entry(key, sequence));
    }

    private static TableBatch.Put delete(String key, long sequence) {
        return delete(Key.utf8(key), sequence);
    }

    private static TableBatch.Put delete(Key key, long sequence) {
        return new TableBatch.Put(new StoredEntry(key, null, sequence, 0));
    }

    private static TableBatch.Purge purge(String key, long sequence) {
        return new TableBatch.Purge(Key.utf8(key), sequence);
    }
}
