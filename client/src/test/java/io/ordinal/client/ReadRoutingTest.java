package io.ordinal.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.client.ClientEffect.Send;
import io.ordinal.client.Story.Mailbox;
import io.ordinal.protocol.Entry;
import io.ordinal.protocol.NotServed;
import io.ordinal.protocol.NotServed.Reason;
import io.ordinal.protocol.ReadMode;
import io.ordinal.protocol.ReadReply;
import io.ordinal.protocol.ReadRequest;
import io.ordinal.ring.Address;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Who is asked to read, and whom else when that fails. */
class ReadRoutingTest {
    private final Story story = Story.begin();

    @Test
    void a_linearizable_read_goes_to_the_leader_each_time() {
        for (int i = 0; i < 5; i++) {
            story.get("k", ReadMode.LINEARIZABLE);
            assertThat(story.nextSent().to()).isEqualTo(World.address("n1"));
        }
    }

    @Test
    void reads_at_any_replica_are_spread() {
        TreeSet<Integer> ports = new TreeSet<>();
        for (int i = 0; i < 3; i++) {
            story.get("k", ReadMode.ANY);
            ports.add(story.nextSent().to().port());
        }
        assertThat(ports).containsExactly(1, 2, 3);
    }

    @Test
    void a_found_entry_comes_with_its_numbers() {
        Mailbox<ReadOutcome> get = story.get("k", ReadMode.LINEARIZABLE);
        Entry entry = new Entry(Key.utf8("k"), Bytes.utf8("v"), 7, 0);
        story.answer(story.nextSent(), new ReadReply(entry, 9));

        assertThat(get.outcome()).isEqualTo(new ReadOutcome.Found(entry, 9));
        assertThat(story.core.highestSequence()).isEqualTo(9);
    }

    @Test
    void a_replica_that_cannot_be_reached_is_passed_over_at_once_and_avoided_for_a_while() {
        Mailbox<ReadOutcome> get = story.get("k", ReadMode.ANY);
        Send first = story.nextSent();
        long before = story.nowNanos;
        story.neverSend(first);
        Send second = story.nextSent();
        assertThat(story.nowNanos).isEqualTo(before);
        assertThat(second.to()).isNotEqualTo(first.to());
        story.answer(second, new ReadReply(null, 1));
        assertThat(get.outcome()).isEqualTo(new ReadOutcome.NotFound(1));

        for (int i = 0; i < 6; i++) {
            story.get("k", ReadMode.ANY);
            assertThat(story.nextSent().to()).isNotEqualTo(first.to());
        }
    }

    @Test
    void any_reads_go_on_without_a_leader() {
        story.map = World.map(2, (String) null);
        story.pass(Duration.ofSeconds(2));
        Mailbox<ReadOutcome> any = story.get("k", ReadMode.ANY);
        story.answer(story.nextSent(), new ReadReply(null, 1));
        assertThat(any.outcome()).isEqualTo(new ReadOutcome.NotFound(1));

        Mailbox<ReadOutcome> linearizable = story.get("k", ReadMode.LINEARIZABLE);
        story.pass(Duration.ofSeconds(11));
        story.expectNothingSent();
        assertThat(linearizable.outcome())
                .isInstanceOfSatisfying(
                        ReadOutcome.Failed.class,
                        failed -> assertThat(failed.reason()).isEqualTo(Refusal.NO_LEADER));
    }

    @Test
    void an_at_least_read_tries_the_other_replicas_and_fails_clearly_past_its_deadline() {
        TreeSet<Integer> ports = new TreeSet<>();
        Mailbox<ReadOutcome> get = story.get("k", new ReadMode.AtLeast(100), Duration.ofSeconds(2));
        story.untilEnded(get, send -> {
            ports.add(send.to().port());
            assertThat(Story.request(send, ReadRequest.class).waitMillis()).isBetween(1, 250);
            story.answer(send, new NotServed(Reason.NOT_REACHED, 1, 0, "closed at #90"));
        });

        assertThat(ports).containsExactly(1, 2, 3);
        assertThat(get.outcome()).isInstanceOfSatisfying(ReadOutcome.Failed.class, failed -> {
            assertThat(failed.reason()).isEqualTo(Refusal.NOT_REACHED);
            assertThat(failed.why()).contains("closed at #90");
        });
    }

    @Test
    void an_at_least_answer_that_is_too_old_is_not_believed() {
        Mailbox<ReadOutcome> get = story.get("k", new ReadMode.AtLeast(100));
        story.answer(story.nextSent(), new ReadReply(null, 99));
        assertThat(get.isEmpty()).isTrue();
        story.answer(story.nextSent(), new ReadReply(null, 100));

        assertThat(get.outcome()).isEqualTo(new ReadOutcome.NotFound(100));
    }

    @Test
    void a_read_at_a_silent_leader_fails_at_its_deadline_and_says_who_was_silent() {
        Mailbox<ReadOutcome> get = story.get("k", ReadMode.LINEARIZABLE, Duration.ofMillis(300));
        story.pass(Duration.ofMillis(295));
        assertThat(get.isEmpty()).isTrue();
        story.pass(Duration.ofMillis(10));

        assertThat(get.outcome()).isInstanceOfSatisfying(ReadOutcome.Failed.class, failed -> {
            assertThat(failed.reason()).isEqualTo(Refusal.NO_ANSWER);
            assertThat(failed.why()).contains("127.0.0.1:1");
        });
    }

    @Test
    void a_node_that_came_back_on_another_port_is_found_there() {
        story.present = List.of(World.node("n1", 2, 99), World.node("n2"), World.node("n3"));
        story.get("k", ReadMode.LINEARIZABLE);
        story.pass(Duration.ofMillis(60));
        story.neverSend(story.nextSent());

        assertThat(story.nextSent().to()).isEqualTo(new Address("127.0.0.1", 99));
    }
}
