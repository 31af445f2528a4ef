package io.ordinal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ordinal.client.ClientEffect.Send;
import io.ordinal.client.ScanOutcome.Page;
import io.ordinal.client.Story.Mailbox;
import io.ordinal.protocol.Entry;
import io.ordinal.protocol.NotServed;
import io.ordinal.protocol.ScanReply;
import io.ordinal.protocol.ScanRequest;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.Key;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.TokenRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A scan meets each entry once, in token order, whatever the ranges look like and become. */
class ScanWalkTest {
    private final TreeSet<Key> keys = new TreeSet<>();
    private Story story = Story.begin();

    @Property(tries = 150)
    void each_key_comes_once_and_in_order_though_ranges_change_and_pages_are_short(
            @ForAll Random random, @ForAll @IntRange(min = 0, max = 60) int count) {
        story = Story.begin();
        keys.clear();
        for (int i = 0; i < count; i++) {
            keys.add(Key.utf8("key" + random.nextInt(1_000)));
        }
        story.happens(new ClientEvent.MapSeen(newMap(story, random)));

        List<Key> met = new ArrayList<>();
        String cursor = null;
        do {
            int limit = 1 + random.nextInt(20);
            Mailbox<ScanOutcome> page =
                    story.scan(ScanQuery.all().withLimit(limit).from(cursor));
            story.untilEnded(page, send -> serve(send, random));
            assertThat(page.outcome()).isInstanceOf(Page.class);
            Page found = (Page) page.outcome();
            assertThat(found.entries()).hasSizeLessThanOrEqualTo(limit);
            found.entries().forEach(entry -> met.add(entry.key()));
            cursor = found.cursor();
        } while (cursor != null);

        assertThat(met).containsExactlyElementsOf(keys);
    }

    @Test
    void a_range_that_wraps_around_zero_is_asked_for_its_end_first_and_for_its_beginning_last() {
        long quarter = 1L << 62;
        story.happens(new ClientEvent.MapSeen(World.map(
                2, List.of(World.range(1, 3 * quarter, quarter, "n1"), World.range(2, quarter, 3 * quarter, "n2")))));
        Mailbox<ScanOutcome> scan = story.scan(ScanQuery.all());

        List<TokenRange> asked = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Send send = story.nextSent();
            asked.add(Story.request(send, ScanRequest.class).tokens());
            story.answer(send, new ScanReply(List.of(), null, 10 - i));
        }

        assertThat(asked)
                .containsExactly(
                        new TokenRange(-1, quarter),
                        new TokenRange(quarter, 3 * quarter),
                        new TokenRange(3 * quarter, -1));
        assertThat(scan.outcome()).isEqualTo(new Page(List.of(), null, 8));
    }

    @Test
    void a_page_is_of_the_part_that_was_asked_for_though_ranges_were_merged_before_it_came() {
        long middle = 1L << 62;
        story.happens(new ClientEvent.MapSeen(
                World.map(2, List.of(World.range(1, -1, middle, "n1"), World.range(2, middle, -1, "n1")))));
        Mailbox<ScanOutcome> scan = story.scan(ScanQuery.all());
        Send first = story.nextSent();
        story.pass(Duration.ofMillis(600));
        story.happens(new ClientEvent.MapSeen(World.map(3, List.of(World.range(3, -1, -1, "n1")))));
        story.answer(first, new ScanReply(List.of(), null, 5));

        assertThat(scan.isEmpty()).isTrue();
        assertThat(Story.request(story.nextSent(), ScanRequest.class).tokens()).isEqualTo(new TokenRange(middle, -1));
    }

    @Test
    void a_page_that_takes_long_is_answered_short_with_a_cursor() {
        Mailbox<ScanOutcome> scan = story.scan(ScanQuery.all());
        Key low = Key.utf8("a1").compareTo(Key.utf8("a2")) < 0 ? Key.utf8("a1") : Key.utf8("a2");
        Key high = low.equals(Key.utf8("a1")) ? Key.utf8("a2") : Key.utf8("a1");
        Send send = story.nextSent();
        story.pass(Duration.ofMillis(990));
        story.answer(send, new ScanReply(List.of(entry(low)), low, 5));
        Send second = story.nextSent();
        story.pass(Duration.ofMillis(100));
        story.answer(second, new ScanReply(List.of(), high, 5));

        Page page = (Page) scan.outcome();
        assertThat(page.entries()).hasSize(1);
        assertThat(page.cursor()).isNotNull();
    }

    @Test
    void a_scan_of_a_silent_range_fails_with_the_cursor_it_began_at() {
        String cursor = ScanCursor.after(Key.utf8("a")).format();
        Mailbox<ScanOutcome> scan = story.scan(ScanQuery.all().from(cursor));
        story.pass(Duration.ofSeconds(11));

        assertThat(scan.outcome()).isInstanceOfSatisfying(ScanOutcome.Failed.class, failed -> {
            assertThat(failed.reason()).isEqualTo(Refusal.NO_ANSWER);
            assertThat(failed.cursor()).isEqualTo(cursor);
        });
    }

    @Test
    void a_page_out_of_order_or_outside_of_what_was_asked_for_is_not_believed() {
        Mailbox<ScanOutcome> scan = story.scan(ScanQuery.prefix(Bytes.utf8("a")));
        Key low = Key.utf8("a1").compareTo(Key.utf8("a2")) < 0 ? Key.utf8("a1") : Key.utf8("a2");
        Key high = low.equals(Key.utf8("a1")) ? Key.utf8("a2") : Key.utf8("a1");
        story.answer(story.nextSent(), new ScanReply(List.of(entry(high), entry(low)), null, 5));
        assertThat(scan.isEmpty()).isTrue();
        story.answer(story.nextSent(), new ScanReply(List.of(entry("b")), null, 5));
        assertThat(scan.isEmpty()).isTrue();
        story.answer(story.nextSent(), new ScanReply(List.of(entry(low), entry(high)), null, 5));

        assertThat(((Page) scan.outcome()).entries()).extracting(Entry::key).containsExactly(low, high);
    }

    @Test
    void a_cursor_survives_being_written_and_a_foreign_one_is_refused() {
        Key key = Key.utf8("k\n\uD83D\uDE00");
        assertThat(ScanCursor.parse(ScanCursor.after(key).format())).isEqualTo(ScanCursor.after(key));
        assertThat(ScanCursor.parse(ScanCursor.through(7).format())).isEqualTo(ScanCursor.through(7));
        for (String foreign : List.of("", "?", "AAAA", ScanCursor.after(key).format() + "AAAA")) {
            assertThatThrownBy(() -> ScanQuery.all().from(foreign))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no cursor");
        }
    }

    /** Answers as a node would, a few entries at a time; now and then the ranges change first. */
    private void serve(Send send, Random random) {
        ScanRequest request = Story.request(send, ScanRequest.class);
        if (random.nextInt(8) == 0) {
            story.happens(new ClientEvent.MapSeen(newMap(story, random)));
        }
        ClusterMap now = story.core.view().mapIfAny().orElseThrow();
        RangeAssignment range = now.ranges().stream()
                .filter(candidate -> candidate.id().equals(request.range()))
                .findFirst()
                .orElse(null);
        if (range == null) {
            story.answer(send, new NotServed(NotServed.Reason.NOT_RESPONSIBLE, now.version(), 0, "it was split"));
            return;
        }
        int most = Math.min(request.limit(), 1 + random.nextInt(4));
        List<Entry> page = new ArrayList<>();
        Key next = null;
        for (Key key : keys) {
            if (request.tokens().contains(key.token()) && isAfter(request.after(), key)) {
                if (page.size() == most) {
                    next = page.get(most - 1).key();
                    break;
                }
                page.add(entry(key));
            }
        }
        story.answer(send, new ScanReply(page, next, 1));
    }

    private static boolean isAfter(@Nullable Key after, Key key) {
        return after == null || key.compareTo(after) > 0;
    }

    /** A map of 1 to 6 ranges with ids never used before; most wrap around zero somewhere. */
    private static ClusterMap newMap(Story story, Random random) {
        long version = story.core.view().mapVersion() + 1;
        TreeSet<Long> ends = new TreeSet<>(Long::compareUnsigned);
        for (int i = random.nextInt(6); i >= 0; i--) {
            ends.add(random.nextInt(10) == 0 ? -1L : random.nextLong());
        }
        List<RangeAssignment> ranges = new ArrayList<>();
        long start = ends.last();
        for (long end : ends) {
            ranges.add(World.range(version * 10 + ranges.size(), start, end, "n" + (1 + random.nextInt(3))));
            start = end;
        }
        return World.map(version, ranges);
    }

    private static Entry entry(String key) {
        return entry(Key.utf8(key));
    }

    private static Entry entry(Key key) {
        return new Entry(key, Bytes.utf8("v"), 1, 0);
    }
}
