package io.ordinal.client;

import static io.ordinal.protocol.NotServed.Reason.BORN_TOO_LONG_AGO;
import static io.ordinal.protocol.NotServed.Reason.NOT_RESPONSIBLE;
import static io.ordinal.protocol.NotServed.Reason.NO_QUORUM;
import static io.ordinal.protocol.NotServed.Reason.TAKING_OVER;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.client.ClientEffect.Send;
import io.ordinal.client.Story.Mailbox;
import io.ordinal.client.WriteOutcome.Applied;
import io.ordinal.client.WriteOutcome.NotDone;
import io.ordinal.client.WriteOutcome.Rejected;
import io.ordinal.client.WriteOutcome.Unknown;
import io.ordinal.protocol.NotServed;
import io.ordinal.protocol.ReadReply;
import io.ordinal.protocol.ReadRequest;
import io.ordinal.protocol.WriteReply;
import io.ordinal.protocol.WriteRequest;
import io.ordinal.ring.NodeId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a write's attempts mean together: each rule of retries by a story. */
class WriteAttemptsTest {
    private static final Duration PAST_THE_DEADLINE = Duration.ofSeconds(11);

    private final Story story = Story.begin();

    @Test
    void a_write_goes_to_the_leader_and_ends_with_its_number() {
        Mailbox<WriteOutcome> put = story.put("k", "v");

        Send first = story.nextSent();
        assertThat(first.to()).isEqualTo(World.address("n1"));
        assertThat(write(first).attempt()).isEqualTo(1);
        story.answer(first, new WriteReply.Applied(7));

        assertThat(put.outcome()).isEqualTo(new Applied(7));
        assertThat(story.core.highestSequence()).isEqualTo(7);
    }

    @Test
    void a_retry_keeps_the_request_id_and_raises_the_attempt() {
        story.put("k", "v");
        WriteRequest first = write(loseNext());
        WriteRequest second = write(loseNext());
        WriteRequest third = write(story.nextSent());

        assertThat(second.request()).isEqualTo(first.request());
        assertThat(third.request()).isEqualTo(first.request());
        assertThat(second.attempt()).isEqualTo(2);
        assertThat(third.attempt()).isEqualTo(3);
    }

    @Test
    void two_writes_have_two_request_ids() {
        story.put("k", "v");
        story.put("k", "v");

        assertThat(write(story.nextSent()).request())
                .isNotEqualTo(write(story.nextSent()).request());
    }

    @Test
    void a_retry_keeps_the_number_it_was_born_after_once_an_attempt_may_have_run() {
        seeNumber(10);
        story.put("k", "v");
        Send first = story.nextSent();
        assertThat(write(first).bornAfter()).isEqualTo(10);
        story.lose(first);
        seeNumber(20);

        assertThat(write(story.nextSent()).bornAfter()).isEqualTo(10);
    }

    @Test
    void a_late_answer_to_the_first_attempt_ends_the_write() {
        Mailbox<WriteOutcome> put = story.put("k", "v");
        Send first = story.nextSent();
        Send second = story.nextSent();
        assertThat(write(second).attempt()).isEqualTo(2);

        story.answer(first, new WriteReply.Applied(5));

        assertThat(put.outcome()).isEqualTo(new Applied(5));
        story.answer(second, new WriteReply.Applied(5));
        assertThat(put.outcome()).isEqualTo(new Applied(5));
    }

    @Test
    void a_rejection_of_the_only_attempt_is_the_outcome() {
        Mailbox<WriteOutcome> put = story.put("k", "v");
        story.answer(story.nextSent(), new WriteReply.Rejected(3));

        assertThat(put.outcome()).isEqualTo(new Rejected(3));
    }

    @Test
    void a_late_rejection_of_the_first_attempt_is_not_believed_while_the_second_is_out() {
        Mailbox<WriteOutcome> put = story.put("k", "v");
        Send first = story.nextSent();
        Send second = story.nextSent();

        story.answer(first, new WriteReply.Rejected(3));
        assertThat(put.isEmpty()).isTrue();
        story.answer(second, new WriteReply.Applied(9));

        assertThat(put.outcome()).isEqualTo(new Applied(9));
    }

    @Test
    void a_rejection_of_the_first_attempt_is_believed_when_the_second_was_certainly_not_run() {
        Mailbox<WriteOutcome> put = story.put("k", "v");
        Send first = story.nextSent();
        Send second = story.nextSent();

        story.answer(first, new WriteReply.Rejected(3));
        story.refuse(second, TAKING_OVER);

        assertThat(put.outcome()).isEqualTo(new Rejected(3));
    }

    @Test
    void a_rejection_of_the_first_attempt_leaves_the_write_unknown_if_the_second_is_never_answered() {
        Mailbox<WriteOutcome> put = story.put("k", "v");
        Send first = story.nextSent();
        story.nextSent();
        story.answer(first, new WriteReply.Rejected(3));

        story.pass(PAST_THE_DEADLINE);

        assertThat(put.outcome()).isInstanceOf(Unknown.class);
    }

    @Test
    void a_rejection_of_the_newest_attempt_is_the_outcome_though_the_first_was_lost() {
        Mailbox<WriteOutcome> put = story.put("k", "v");
        loseNext();
        story.answer(story.nextSent(), new WriteReply.Rejected(4));

        assertThat(put.outcome()).isEqualTo(new Rejected(4));
    }

    @Test
    void an_unknown_answer_is_asked_again_and_the_next_answer_counts() {
        Mailbox<WriteOutcome> put = story.put("k", "v");
        story.answer(story.nextSent(), new WriteReply.Unknown("the epoch ended"));
        assertThat(put.isEmpty()).isTrue();
        story.answer(story.nextSent(), new WriteReply.Applied(6));

        assertThat(put.outcome()).isEqualTo(new Applied(6));
    }

    @Test
    void a_write_that_nobody_runs_before_its_deadline_is_certainly_not_done() {
        Mailbox<WriteOutcome> put = story.put("k", "v");
        story.untilEnded(put, send -> story.refuse(send, NO_QUORUM));

        assertThat(put.outcome()).isInstanceOfSatisfying(NotDone.class, notDone -> {
            assertThat(notDone.reason()).isEqualTo(Refusal.NO_QUORUM);
            assertThat(notDone.why()).contains("because the test says so");
        });
    }

    @Test
    void a_write_that_was_lost_once_is_unknown_at_its_deadline_whatever_was_refused_after() {
        Mailbox<WriteOutcome> put = story.put("k", "v");
        loseNext();
        story.untilEnded(put, send -> story.refuse(send, NO_QUORUM));

        assertThat(put.outcome()).isInstanceOf(Unknown.class);
    }

    @Test
    void a_write_that_never_left_is_certainly_not_done() {
        Mailbox<WriteOutcome> put = story.put("k", "v");
        story.untilEnded(put, story::neverSend);

        assertThat(put.outcome())
                .isInstanceOfSatisfying(
                        NotDone.class, notDone -> assertThat(notDone.reason()).isEqualTo(Refusal.NO_ANSWER));
    }

    @Test
    void a_silent_leader_leaves_the_write_unknown() {
        Mailbox<WriteOutcome> put = story.put("k", "v");
        story.pass(PAST_THE_DEADLINE);

        assertThat(put.outcome()).isInstanceOf(Unknown.class);
    }

    @Test
    void an_answer_that_is_none_of_a_write_settles_nothing() {
        Mailbox<WriteOutcome> put = story.put("k", "v");
        story.answer(story.nextSent(), new ReadReply(null, 1));
        story.untilEnded(put, send -> story.refuse(send, NO_QUORUM));

        assertThat(put.outcome()).isInstanceOf(Unknown.class);
    }

    @Test
    void a_client_that_knows_no_number_yet_learns_one_when_the_range_has_forgotten() {
        Mailbox<WriteOutcome> put = story.put("k", "v");
        Send first = story.nextSent();
        assertThat(write(first).bornAfter()).isZero();
        story.refuse(first, BORN_TOO_LONG_AGO);

        Send probe = story.nextSent();
        assertThat(probe.request()).isInstanceOf(ReadRequest.class);
        story.answer(probe, new ReadReply(null, 500));

        WriteRequest second = write(story.nextSent());
        assertThat(second.attempt()).isEqualTo(2);
        assertThat(second.bornAfter()).isEqualTo(500);
        assertThat(put.isEmpty()).isTrue();
    }

    @Test
    void a_client_that_knows_a_newer_number_by_now_asks_again_at_once() {
        story.put("k", "v");
        Send first = story.nextSent();
        seeNumber(500);
        story.refuse(first, BORN_TOO_LONG_AGO);

        assertThat(write(story.nextSent()).bornAfter()).isEqualTo(500);
    }

    @Test
    void a_write_whose_lost_attempt_is_forgotten_by_the_range_is_unknown_and_never_run_again() {
        Mailbox<WriteOutcome> put = story.put("k", "v");
        loseNext();
        story.refuse(story.nextSent(), BORN_TOO_LONG_AGO);

        assertThat(put.outcome()).isInstanceOf(Unknown.class);
        story.expectNothingSent();
    }

    @Test
    void a_forgotten_retry_still_waits_for_the_first_attempts_answer() {
        Mailbox<WriteOutcome> put = story.put("k", "v");
        Send first = story.nextSent();
        story.refuse(story.nextSent(), BORN_TOO_LONG_AGO);
        assertThat(put.isEmpty()).isTrue();
        story.answer(first, new WriteReply.Applied(8));

        assertThat(put.outcome()).isEqualTo(new Applied(8));
    }

    @Test
    void a_forgotten_retry_goes_on_once_the_first_attempt_is_known_not_to_have_run() {
        Mailbox<WriteOutcome> put = story.put("k", "v");
        Send first = story.nextSent();
        story.refuse(story.nextSent(), BORN_TOO_LONG_AGO);
        story.refuse(first, TAKING_OVER);
        Send third = story.nextSent();
        assertThat(write(third).attempt()).isEqualTo(3);
        story.answer(third, new WriteReply.Applied(8));

        assertThat(put.outcome()).isEqualTo(new Applied(8));
    }

    @Test
    void the_leader_moves_and_the_write_follows_the_newer_map_at_once() {
        Mailbox<WriteOutcome> put = story.put("k", "v");
        Send first = story.nextSent();
        story.map = World.map(2, "n2");
        long before = story.nowNanos;
        story.pass(Duration.ofMillis(60));
        story.refuse(first, NOT_RESPONSIBLE);

        Send second = story.nextSent();
        assertThat(second.to()).isEqualTo(World.address("n2"));
        assertThat(story.nowNanos - before).isLessThan(Duration.ofMillis(70).toNanos());
        story.answer(second, new WriteReply.Applied(2));
        assertThat(put.outcome()).isEqualTo(new Applied(2));
    }

    @Test
    void a_write_goes_at_once_where_a_deposed_leader_sends_it() {
        Mailbox<WriteOutcome> put = story.put("k", "v");
        Send first = story.nextSent();
        story.mapIsSilent = true;
        long before = story.nowNanos;
        story.answer(first, new WriteReply.Unknown("it moved on", new NodeId("n2")));

        Send second = story.nextSent();
        assertThat(second.to()).isEqualTo(World.address("n2"));
        assertThat(story.nowNanos - before).isLessThan(Duration.ofMillis(2).toNanos());
        assertThat(write(second).attempt()).isEqualTo(2);
        story.answer(second, new WriteReply.Applied(2));
        assertThat(put.outcome()).isEqualTo(new Applied(2));
    }

    @Test
    void two_nodes_that_send_a_write_to_each_other_do_not_keep_it_going_without_a_rest() {
        story.put("k", "v");
        story.mapIsSilent = true;
        long before = story.nowNanos;
        for (String other : List.of("n2", "n1", "n2", "n1")) {
            story.answer(story.nextSent(), new NotServed(NOT_RESPONSIBLE, 1, 0, "ask " + other, new NodeId(other)));
        }
        story.nextSent();
        assertThat(story.nowNanos - before).isGreaterThan(Duration.ofMillis(20).toNanos());
    }

    @Test
    void a_write_at_a_node_that_fell_silent_follows_the_leader_as_soon_as_the_map_names_another() {
        Mailbox<WriteOutcome> put = story.put("k", "v");
        Send first = story.nextSent();
        long before = story.nowNanos;
        story.pass(Duration.ofMillis(600));
        story.expectNothingSent();

        story.map = World.map(2, "n2");
        Send second = story.nextSent();
        assertThat(second.to()).isEqualTo(World.address("n2"));
        assertThat(story.nowNanos - before).isLessThan(Duration.ofMillis(800).toNanos());
        assertThat(write(second).request()).isEqualTo(write(first).request());
        assertThat(write(second).attempt()).isEqualTo(2);
        story.answer(second, new WriteReply.Applied(2));
        assertThat(put.outcome()).isEqualTo(new Applied(2));
    }

    @Test
    void a_write_at_a_node_that_is_merely_slow_stays_there() {
        Mailbox<WriteOutcome> put = story.put("k", "v");
        Send first = story.nextSent();
        story.pass(Duration.ofMillis(900));
        story.expectNothingSent();
        story.answer(first, new WriteReply.Applied(1));
        assertThat(put.outcome()).isEqualTo(new Applied(1));
    }

    @Test
    void closing_tells_apart_what_may_have_run_and_what_was_never_sent() {
        Story narrow = Story.begin(new ClientLimits(1, 10, 1_000_000));
        Mailbox<WriteOutcome> sent = narrow.put("k1", "v");
        Mailbox<WriteOutcome> waiting = narrow.put("k2", "v");

        narrow.happens(new ClientEvent.Close());

        assertThat(sent.outcome()).isInstanceOf(Unknown.class);
        assertThat(waiting.outcome())
                .isInstanceOfSatisfying(
                        NotDone.class, notDone -> assertThat(notDone.reason()).isEqualTo(Refusal.CLIENT_CLOSED));
        assertThat(narrow.put("k3", "v").outcome()).isInstanceOf(NotDone.class);
    }

    private Send loseNext() {
        Send send = story.nextSent();
        story.lose(send);
        return send;
    }

    private void seeNumber(long sequence) {
        story.put("other", "v");
        Send send = story.nextSent();
        story.answer(send, new WriteReply.Applied(sequence));
    }

    private static WriteRequest write(Send send) {
        return Story.request(send, WriteRequest.class);
    }
}
