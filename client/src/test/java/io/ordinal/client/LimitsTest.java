package io.ordinal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ordinal.client.ClientEffect.Send;
import io.ordinal.client.Story.Mailbox;
import io.ordinal.protocol.NotServed;
import io.ordinal.protocol.WriteReply;
import io.ordinal.protocol.WriteRequest;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a client takes in hand, and what it refuses before anything is sent. */
class LimitsTest {
    @Test
    void what_is_above_the_limit_in_flight_waits_for_its_turn() {
        Story story = Story.begin(new ClientLimits(2, 10, 1_000));
        story.put("k1", "v");
        story.put("k2", "v");
        Mailbox<WriteOutcome> third = story.put("k3", "v");
        Send first = story.nextSent();
        story.nextSent();
        story.expectNothingSent();

        story.answer(first, new WriteReply.Applied(1));

        story.answer(story.nextSent(), new WriteReply.Applied(2));
        assertThat(third.outcome()).isEqualTo(new WriteOutcome.Applied(2));
    }

    @Test
    void what_is_above_that_is_refused_at_once() {
        Story story = Story.begin(new ClientLimits(1, 1, 1_000));
        story.put("k1", "v");
        story.put("k2", "v");

        assertThat(story.put("k3", "v").outcome())
                .isInstanceOfSatisfying(
                        WriteOutcome.NotDone.class,
                        notDone -> assertThat(notDone.reason()).isEqualTo(Refusal.CLIENT_BUSY));
    }

    @Test
    void the_bytes_in_hand_are_bounded_and_given_back() {
        Story story = Story.begin(new ClientLimits(10, 10, 10));
        Mailbox<WriteOutcome> first = story.put("key1", "123456");
        assertThat(story.put("k", "").outcome()).isInstanceOf(WriteOutcome.NotDone.class);

        story.answer(story.nextSent(), new WriteReply.Applied(1));

        assertThat(first.outcome()).isEqualTo(new WriteOutcome.Applied(1));
        assertThat(story.put("key1", "123456").isEmpty()).isTrue();
    }

    @Test
    void an_operation_that_rests_leaves_its_place_to_another() {
        Story story = Story.begin(new ClientLimits(1, 10, 1_000));
        story.put("k1", "v");
        story.put("k2", "v");
        story.answer(story.nextSent(), new NotServed(NotServed.Reason.TAKING_OVER, 1, 500, "soon"));

        assertThat(Story.request(story.nextSent(), WriteRequest.class)
                        .operation()
                        .key())
                .isEqualTo(Key.utf8("k2"));
    }

    @Test
    void an_overloaded_node_is_asked_less_and_less_often_and_the_deadline_is_kept() {
        Story story = Story.begin(ClientLimits.DEFAULT);
        Write write = Write.put(Key.utf8("k"), Bytes.utf8("v"));
        Mailbox<WriteOutcome> put = story.write(write, Duration.ofSeconds(5));
        AtomicInteger asked = new AtomicInteger();
        story.untilEnded(put, send -> {
            asked.incrementAndGet();
            story.answer(send, new NotServed(NotServed.Reason.OVERLOADED, 1, 20, "too many writes wait"));
        });

        assertThat(asked.get()).isBetween(5, 13);
        assertThat(put.outcome())
                .isInstanceOfSatisfying(
                        WriteOutcome.NotDone.class,
                        notDone -> assertThat(notDone.reason()).isEqualTo(Refusal.OVERLOADED));
    }

    @Test
    void an_operation_that_never_comes_to_its_turn_says_so() {
        Story story = Story.begin(new ClientLimits(1, 10, 1_000));
        story.put("k1", "v");
        Mailbox<WriteOutcome> second = story.write(Write.put(Key.utf8("k2"), Bytes.utf8("v")), Duration.ofMillis(500));
        story.pass(Duration.ofMillis(510));

        assertThat(second.outcome())
                .isInstanceOfSatisfying(
                        WriteOutcome.NotDone.class,
                        notDone -> assertThat(notDone.reason()).isEqualTo(Refusal.CLIENT_BUSY));
    }

    @Test
    void a_batch_of_a_thousand_is_taken_and_one_more_is_not() {
        Write write = Write.put(Key.utf8("k"), Bytes.utf8("v"));
        assertThat(new Batch(Collections.nCopies(1_000, write)).writes()).hasSize(1_000);

        List<Write> tooMany = Collections.nCopies(1_001, write);
        assertThatThrownBy(() -> new Batch(tooMany))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1000 operations, this one has 1001");
    }

    @Test
    void a_batch_of_four_mebibytes_is_taken_and_one_byte_more_is_not() {
        Write mebibyte = Write.put(Key.utf8("k"), Bytes.wrap(new byte[(1 << 20) - 1]));
        assertThat(new Batch(Collections.nCopies(4, mebibyte)).writes()).hasSize(4);

        List<Write> tooLarge = new ArrayList<>(Collections.nCopies(4, mebibyte));
        tooLarge.set(0, Write.put(Key.utf8("kk"), Bytes.wrap(new byte[(1 << 20) - 1])));
        assertThatThrownBy(() -> new Batch(tooLarge))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4194304 bytes");
    }

    @Test
    void keys_and_values_beyond_their_limits_are_refused_with_a_clear_error() {
        assertThatThrownBy(() -> Key.of(Bytes.EMPTY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 1 byte");
        assertThatThrownBy(() -> Key.of(Bytes.wrap(new byte[4_097])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4096");
        assertThatThrownBy(() -> Write.put(Key.utf8("k"), Bytes.wrap(new byte[(1 << 20) + 1])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1048576");
        assertThatThrownBy(() -> Write.put(Key.utf8("k"), Bytes.EMPTY, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("time to live");
    }

    @Test
    void thousands_of_operations_in_the_dark_cost_no_request_and_all_end() {
        Story story = Story.inTheDark("n1");
        List<Mailbox<WriteOutcome>> puts = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            puts.add(story.put("k" + i, "v"));
        }
        story.pass(Duration.ofSeconds(11));

        story.expectNothingSent();
        assertThat(puts).allSatisfy(put -> assertThat(put.outcome()).isInstanceOf(WriteOutcome.NotDone.class));
    }
}
