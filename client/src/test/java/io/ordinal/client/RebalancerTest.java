package io.ordinal.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.client.ClientEffect.Send;
import io.ordinal.client.Story.Mailbox;
import io.ordinal.protocol.ClusterCommand;
import io.ordinal.protocol.CommandRefusal;
import io.ordinal.protocol.CommandReply;
import io.ordinal.protocol.CommandReply.Outcome;
import io.ordinal.protocol.CommandRequest;
import io.ordinal.protocol.MovesReply;
import io.ordinal.protocol.MovesReply.MoveStatus;
import io.ordinal.protocol.MovesReply.Phase;
import io.ordinal.protocol.MovesRequest;
import io.ordinal.protocol.NotServed;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How commands and questions after moves find the rebalancer, and what is certain of them afterwards. */
class RebalancerTest {
    private static final ClusterCommand DRAIN = new ClusterCommand.Drain(new NodeId("n3"));
    private static final MoveStatus MOVE = new MoveStatus(
            7,
            new RangeId(1),
            new NodeId("n1"),
            new NodeId("n4"),
            new NodeId("n3"),
            Phase.COPYING,
            1,
            1,
            2_500,
            1,
            1,
            "");

    private final Story story = keptByN2();

    private static Story keptByN2() {
        Story story = Story.begin();
        story.map = World.keptBy("n2", 2);
        story.pass(Duration.ofSeconds(2));
        assertThat(story.core.view().mapVersion()).isEqualTo(2);
        return story;
    }

    @Test
    void a_command_goes_to_the_node_in_office_and_ends_as_that_says() {
        Mailbox<CommandOutcome> done = story.command(DRAIN);
        Send sent = story.nextSent();
        assertThat(sent.to()).isEqualTo(World.address("n2"));
        assertThat(Story.request(sent, CommandRequest.class).command()).isEqualTo(DRAIN);
        story.answer(sent, new CommandReply(Outcome.DONE, "n3 leaves"));
        assertThat(done.outcome()).isEqualTo(new CommandOutcome.Done("n3 leaves"));

        Mailbox<CommandOutcome> refused = story.command(DRAIN);
        story.answer(
                story.nextSent(), CommandReply.refused(CommandRefusal.TOO_FEW_NODES, "too few nodes would remain"));
        assertThat(refused.outcome())
                .isEqualTo(new CommandOutcome.Refused(CommandRefusal.TOO_FEW_NODES, "too few nodes would remain"));
    }

    @Test
    void a_command_follows_the_office_to_its_new_holder() {
        Mailbox<CommandOutcome> drain = story.command(DRAIN);
        story.map = World.keptBy("n3", 3);
        story.untilEnded(drain, send -> {
            boolean inOffice = send.to().equals(World.address("n3"));
            story.answer(
                    send, new CommandReply(inOffice ? Outcome.DONE : Outcome.NOT_IN_OFFICE, "said by " + send.to()));
        });

        assertThat(drain.outcome()).isEqualTo(new CommandOutcome.Done("said by " + World.address("n3")));
    }

    @Test
    void a_node_that_is_not_in_office_makes_the_client_look_for_a_newer_map_at_once() {
        story.pass(Duration.ofMillis(100));
        story.mapIsSilent = true;
        story.command(DRAIN);
        story.answer(story.nextSent(), new CommandReply(Outcome.NOT_IN_OFFICE, ""));
        story.pass(Duration.ofMillis(30));
        assertThat(story.mapQuestionsWaiting()).isEqualTo(1);
    }

    @Test
    void a_command_whose_connection_broke_is_asked_again_of_whoever_is_in_office() {
        Mailbox<CommandOutcome> drain = story.command(DRAIN);
        story.map = World.keptBy("n1", 3);
        story.untilEnded(drain, send -> {
            if (send.to().equals(World.address("n2"))) {
                story.lose(send);
            } else {
                story.answer(send, new CommandReply(Outcome.DONE, "said by " + send.to()));
            }
        });

        assertThat(drain.outcome()).isEqualTo(new CommandOutcome.Done("said by " + World.address("n1")));
    }

    @Test
    void a_command_that_nobody_in_office_took_changed_nothing() {
        Mailbox<CommandOutcome> drain = story.command(DRAIN);
        story.untilEnded(drain, send -> story.answer(send, new CommandReply(Outcome.NOT_IN_OFFICE, "")));

        assertThat(drain.outcome())
                .isInstanceOfSatisfying(
                        CommandOutcome.NotReached.class,
                        notReached -> assertThat(notReached.reason()).isEqualTo(Refusal.NO_REBALANCER));
        assertThat(drain.outcome().message())
                .contains("not the rebalancer any more")
                .contains("try again");
    }

    @Test
    void a_command_that_never_left_changed_nothing() {
        Mailbox<CommandOutcome> drain = story.command(DRAIN);
        story.untilEnded(drain, story::neverSend);

        assertThat(drain.outcome())
                .isInstanceOfSatisfying(
                        CommandOutcome.NotReached.class,
                        notReached -> assertThat(notReached.why()).contains("connection refused"));
    }

    @Test
    void a_command_that_may_have_arrived_is_unknown_even_if_later_attempts_certainly_did_not() {
        Mailbox<CommandOutcome> drain = story.command(DRAIN);
        story.lose(story.nextSent());
        story.untilEnded(drain, story::neverSend);

        assertThat(drain.outcome()).isInstanceOf(CommandOutcome.Unknown.class);
        assertThat(drain.outcome().message()).contains("may have been done").contains("asking again does no harm");
    }

    @Test
    void an_office_lost_in_the_middle_is_not_the_end() {
        Mailbox<CommandOutcome> drain = story.command(DRAIN);
        story.answer(story.nextSent(), new CommandReply(Outcome.UNKNOWN, "the office was lost"));
        assertThat(drain.isEmpty()).isTrue();
        story.answer(story.nextSent(), new CommandReply(Outcome.DONE, "n3 leaves"));

        assertThat(drain.outcome()).isEqualTo(new CommandOutcome.Done("n3 leaves"));
    }

    @Test
    void a_refusal_after_an_attempt_that_may_have_arrived_is_no_proof_that_nothing_changed() {
        Mailbox<CommandOutcome> cancel = story.command(new ClusterCommand.CancelMove(7));
        story.lose(story.nextSent());
        story.answer(story.nextSent(), CommandReply.refused(CommandRefusal.UNKNOWN_MOVE, "there is no move 7"));

        assertThat(cancel.outcome()).isInstanceOf(CommandOutcome.Unknown.class);
        assertThat(cancel.outcome().message()).contains("there is no move 7");
    }

    @Test
    void a_late_word_that_it_was_done_counts() {
        Mailbox<CommandOutcome> drain = story.command(DRAIN);
        Send first = story.nextSent();
        story.nextSent();
        story.answer(first, new CommandReply(Outcome.DONE, "n3 leaves"));

        assertThat(drain.outcome()).isEqualTo(new CommandOutcome.Done("n3 leaves"));
    }

    @Test
    void the_moves_are_what_the_node_in_office_says() {
        Mailbox<MovesOutcome> moves = story.moves();
        Send sent = story.nextSent();
        Story.request(sent, MovesRequest.class);
        story.map = World.keptBy("n3", 3);
        story.answer(sent, new MovesReply(false, 2, List.of()));
        story.untilEnded(
                moves,
                send -> story.answer(send, new MovesReply(send.to().equals(World.address("n3")), 3, List.of(MOVE))));

        assertThat(moves.outcome()).isEqualTo(new MovesOutcome.Known(new NodeId("n3"), 3, List.of(MOVE)));
    }

    @Test
    void without_anybody_in_office_the_question_after_moves_says_why_it_failed() {
        Mailbox<MovesOutcome> moves = story.moves();
        story.untilEnded(moves, send -> story.refuse(send, NotServed.Reason.SHUTTING_DOWN));

        assertThat(moves.outcome())
                .isInstanceOfSatisfying(
                        MovesOutcome.Failed.class,
                        failed -> assertThat(failed.reason()).isEqualTo(Refusal.SHUTTING_DOWN));
    }

    @Test
    void a_rebalancer_whose_address_nobody_knows_is_named() {
        story.happens(new ClientEvent.MapSeen(World.keptBy("n9", 3)));
        Mailbox<CommandOutcome> drain = story.command(DRAIN);
        story.pass(Duration.ofSeconds(11));

        story.expectNothingSent();
        assertThat(drain.outcome().message()).contains("the address of the rebalancer, n9, is not known");
    }
}
