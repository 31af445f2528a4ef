package io.ordinal.launcher.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.protocol.MovesReply.MoveStatus;
import io.ordinal.protocol.MovesReply.Phase;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is seen of moves from time to time, and what they have copied by that. */
class MovedBytesTest {
    private final MovedBytes moved = new MovedBytes();

    @Test
    void what_was_last_seen_of_each_move_counts() {
        moved.see(List.of(move(1, 100), move(2, 50)));
        moved.see(List.of(move(1, 300), move(2, 50)));
        moved.see(List.of(move(2, 70)));
        assertThat(moved.bytes()).isEqualTo(370);
    }

    @Test
    void a_copy_that_began_anew_counts_with_what_was_copied_before() {
        moved.see(List.of(move(1, 300)));
        moved.see(List.of(move(1, 100)));
        moved.see(List.of(move(1, 500)));
        assertThat(moved.bytes()).isEqualTo(800);
    }

    @Test
    void another_leader_copies_anew() {
        moved.see(List.of(move(1, 300)));
        moved.see(List.of(move(1, "n2", 400)));
        assertThat(moved.bytes()).isEqualTo(700);
    }

    @Test
    void a_rebalancer_that_does_not_know_yet_how_far_a_copy_is_changes_nothing() {
        moved.see(List.of(move(1, 300)));
        moved.see(List.of(move(1, 0)));
        moved.see(List.of(move(1, 310)));
        assertThat(moved.bytes()).isEqualTo(310);
    }

    private static MoveStatus move(long id, long bytes) {
        return move(id, "n1", bytes);
    }

    private static MoveStatus move(long id, String leader, long bytes) {
        NodeId source = new NodeId(leader);
        return new MoveStatus(
                id, new RangeId(id), source, new NodeId("n4"), source, Phase.COPYING, bytes, 1, 5_000, 0, 10, "");
    }
}
