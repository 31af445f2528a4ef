package io.ordinal.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.client.ClientEffect.Send;
import io.ordinal.client.Story.Mailbox;
import io.ordinal.protocol.Condition;
import io.ordinal.protocol.MapReply;
import io.ordinal.protocol.NotServed;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.ReadMode;
import io.ordinal.protocol.StatusReply;
import io.ordinal.protocol.WriteReply;
import io.ordinal.protocol.WriteRequest;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.ClusterId;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.Key;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeId;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** How the client learns the map and the members, and keeps up with them. */
class MapKeepingTest {
    @Test
    void the_seeds_are_asked_in_turn_until_one_answers() {
        Story story = Story.inTheDark("n1", "n2");
        Mailbox<WriteOutcome> put = story.put("k", "v");
        Send first = story.nextMapQuestion();
        story.happens(new ClientEvent.Broken(first.call(), false, "connection refused"));
        story.pass(Duration.ofMillis(60));
        Send second = story.nextMapQuestion();
        assertThat(second.to()).isNotEqualTo(first.to());

        story.answer(second, new MapReply(story.map, story.present));

        story.answer(story.nextSent(), new WriteReply.Applied(1));
        assertThat(put.outcome()).isEqualTo(new WriteOutcome.Applied(1));
    }

    @Test
    void a_silent_seed_is_given_up_for_the_next() {
        Story story = Story.inTheDark("n1", "n2");
        Send first = story.nextMapQuestion();
        story.pass(Duration.ofMillis(600));

        assertThat(story.nextMapQuestion().to()).isNotEqualTo(first.to());
    }

    @Test
    void without_any_map_a_write_is_certainly_not_done() {
        Story story = Story.inTheDark("n1");
        Mailbox<WriteOutcome> put = story.put("k", "v");
        story.pass(Duration.ofSeconds(11));

        assertThat(put.outcome())
                .isInstanceOfSatisfying(
                        WriteOutcome.NotDone.class,
                        notDone -> assertThat(notDone.reason()).isEqualTo(Refusal.NO_MAP));
    }

    @Test
    void a_newer_map_that_one_node_speaks_of_and_nobody_has_is_asked_for_in_moderation() {
        Story story = Story.begin();
        story.mapIsSilent = true;
        story.pass(Duration.ofMillis(100));
        story.put("k", "v");
        Send write = story.nextSent();
        story.answer(write, new NotServed(NotServed.Reason.NO_QUORUM, 99, 0, "the map says so"));
        Send first = story.nextMapQuestion();
        assertThat(first.to()).isEqualTo(write.to());

        int questions = 0;
        story.answer(first, new MapReply(null, story.present));
        for (int i = 0; i < 200; i++) {
            story.pass(Duration.ofMillis(5));
            while (story.mapQuestionsWaiting() > 0) {
                story.answer(story.nextMapQuestion(), new MapReply(null, story.present));
                questions++;
            }
        }
        assertThat(questions).isBetween(10, 51);
    }

    @Test
    void a_node_that_appears_is_seen_within_two_seconds_though_nobody_asks_for_anything() {
        Story story = Story.begin();
        story.present = List.of(World.node("n1"), World.node("n2"), World.node("n3"), World.node("n4"));
        story.pass(Duration.ofSeconds(2));

        assertThat(story.core.view().nodes()).contains(new NodeId("n4"));
    }

    @Test
    void a_reply_that_names_a_newer_map_makes_the_client_ask_for_it() {
        Story story = Story.begin();
        story.map = World.map(9, "n2");
        story.get("k", ReadMode.ANY);
        story.answer(story.nextSent(), new NotServed(NotServed.Reason.OVERLOADED, 9, 10, "busy"));
        story.pass(Duration.ofMillis(100));

        assertThat(story.core.view().mapVersion()).isEqualTo(9);
    }

    @Test
    void an_older_map_and_one_of_another_cluster_are_left() {
        Story story = Story.begin();
        ClusterMap fifth = World.map(5, "n2");
        ClusterMap foreign = new ClusterMap(
                new ClusterId(new UUID(9, 9)),
                6,
                new UUID(9, 6),
                new UUID(9, 5),
                fifth.reign(),
                3,
                fifth.nodes(),
                fifth.ranges(),
                1_000_000,
                fifth.plan());
        story.happens(new ClientEvent.MapSeen(fifth));
        story.happens(new ClientEvent.MapSeen(World.map(4, "n3")));
        story.happens(new ClientEvent.MapSeen(foreign));

        assertThat(story.core.view().mapVersion()).isEqualTo(5);
    }

    @Test
    void a_refresh_ends_with_a_map_that_was_asked_for_afterwards() {
        Story story = Story.begin();
        story.mapIsSilent = true;
        story.pass(Duration.ofMillis(1_100));
        Send before = story.nextMapQuestion();
        Mailbox<ClusterView> refresh = story.refresh();

        story.answer(before, new MapReply(World.map(2, "n1"), story.present));
        assertThat(refresh.isEmpty()).isTrue();
        story.pass(Duration.ofMillis(60));
        story.answer(story.nextMapQuestion(), new MapReply(World.map(3, "n1"), story.present));

        assertThat(refresh.outcome().mapVersion()).isEqualTo(3);
    }

    @Test
    void when_a_node_moves_its_old_connection_is_let_go() {
        Story story = Story.begin();
        story.get("k", ReadMode.ANY);
        story.get("k", ReadMode.ANY);
        story.get("k", ReadMode.ANY);
        story.present = List.of(World.node("n1"), World.node("n2", 2, 77), World.node("n3"));
        story.pass(Duration.ofSeconds(2));

        assertThat(story.disconnected()).containsExactly(World.address("n2"));
    }

    @Test
    void the_status_of_a_node_comes_from_that_node_only() {
        Story story = Story.begin();
        Mailbox<NodeStatus> status = story.status("n2");
        story.answer(story.nextSent(), statusOf("n3"));
        assertThat(status.isEmpty()).isTrue();
        story.answer(story.nextSent(), statusOf("n2"));

        assertThat(status.outcome().answered()).isTrue();
        assertThat(story.core.highestSequence()).isEqualTo(44);
    }

    @Test
    void the_status_of_a_dead_node_comes_soon_and_says_why_there_is_none() {
        Story story = Story.begin();
        Mailbox<NodeStatus> status = story.status("n2");
        story.neverSend(story.nextSent());
        story.neverSend(story.nextSent());

        assertThat(status.outcome().answered()).isFalse();
        assertThat(status.outcome().failure()).contains("connection refused");
        assertThat(story.status("n9").outcome().failure()).contains("n9 is not present");
    }

    @Test
    void a_compare_and_set_is_sent_with_its_condition() {
        Story story = Story.begin();
        story.write(Write.put(Key.utf8("k"), Bytes.utf8("v")).onlyIf(new Condition.VersionIs(3)));

        assertThat(Story.request(story.nextSent(), WriteRequest.class).condition())
                .isEqualTo(new Condition.VersionIs(3));
    }

    private static StatusReply statusOf(String node) {
        Position position = new Position(1, 44);
        return new StatusReply(
                World.member(node),
                1,
                "",
                true,
                "disk",
                1,
                44,
                false,
                false,
                List.of(new StatusReply.RangeStatus(new RangeId(1), "follower", 1, position, position, position)));
    }
}
