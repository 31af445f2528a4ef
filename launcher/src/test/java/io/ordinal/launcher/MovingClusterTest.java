package io.ordinal.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.client.ClusterView;
import io.ordinal.client.NodeStatus;
import io.ordinal.protocol.MovesReply.MoveStatus;
import io.ordinal.protocol.MovesReply.Phase;
import io.ordinal.repl.MovesReport;
import io.ordinal.ring.ClusterId;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.DiskId;
import io.ordinal.ring.KnownNode;
import io.ordinal.ring.Member;
import io.ordinal.ring.Move;
import io.ordinal.ring.MoveSettings;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.Reign;
import io.ordinal.ring.RingPlan;
import io.ordinal.ring.Standing;
import io.ordinal.ring.TokenRange;
import io.ordinal.ring.VirtualNode;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** How status and map show a cluster in which a replica goes from n3, which leaves, to n4. */
class MovingClusterTest {
    private static final Member N1 = member("n1");
    private static final Member N3 = member("n3");
    private static final Member N4 = member("n4");
    private static final MoveSettings SETTINGS = new MoveSettings(true, false, 600, 50_000_000, 2);
    private static final MoveStatus MOVE = new MoveStatus(
            17,
            new RangeId(1),
            N1.node(),
            N4.node(),
            N3.node(),
            Phase.COPYING,
            1_000,
            10,
            5_000,
            100,
            2_000,
            "moves are paused");

    private static Member member(String node) {
        return new Member(new NodeId(node), new DiskId(new UUID(1, node.hashCode())));
    }

    private static ClusterMap map() {
        RangeAssignment range = new RangeAssignment(
                        new RangeId(1), TokenRange.WHOLE_RING, List.of(N1, N3), List.of(), N1, 4)
                .moving(new Move(17, N4, N3));
        return new ClusterMap(
                new ClusterId(new UUID(9, 9)),
                8,
                new UUID(2, 8),
                new UUID(2, 7),
                new Reign(1, new UUID(3, 3), N1),
                2,
                List.of(
                        new KnownNode(N1, "", 1),
                        new KnownNode(N3, "", 1).standing(Standing.LEAVING),
                        new KnownNode(N4, "", 1)),
                List.of(range),
                2,
                new RingPlan(List.of(new VirtualNode(1, N1.node()), new VirtualNode(2, N4.node())), SETTINGS, 18));
    }

    private static ClusterStatus status(MovesReport moves) {
        ClusterView view = new ClusterView(map(), List.of());
        List<NodeStatus> silent = view.nodes().stream()
                .map(node -> new NodeStatus(node, null, null, "it does not answer"))
                .toList();
        return ClusterStatus.of(view, silent, moves);
    }

    @Test
    void status_shows_a_move_under_way_with_its_bar_and_who_leaves() {
        MovesReport moves = new MovesReport(List.of(MOVE), SETTINGS);
        assertThat(StatusTable.print(status(moves), moves))
                .containsPattern("n3 +absent .*leaving")
                .contains("1 move under way", "PAUSED", "[##########----------]  50%", "moves are paused");
        assertThat(Json.print(status(moves)))
                .contains("\"standing\" : \"LEAVING\"", "\"move\" : 17", "\"leftMillis\" : 2000");
        assertThat(Json.line(status(moves)))
                .doesNotContain("\n")
                .contains("\"standing\":\"LEAVING\"", "\"move\":17", "\"leftMillis\":2000");
    }

    @Test
    void status_says_nothing_of_moves_where_all_is_still() {
        MovesReport still = new MovesReport(List.of(), MoveSettings.DEFAULT);
        assertThat(StatusTable.print(status(still), still)).doesNotContain("move");
    }

    @Test
    void the_map_tells_of_moves_standings_and_how_moves_are_to_go() {
        assertThat(MapCommand.print(map(), true))
                .contains("\"standing\" : \"LEAVING\"", "\"standing\" : \"IN\"")
                .containsPattern("\"move\" : \\{\\s+\"id\" : 17,\\s+\"target\" : \"n4\",\\s+\"leaving\" : \"n3\"")
                .contains("\"paused\" : true", "\"bytesPerSecond\" : 50000000", "\"movesPerNode\" : 2");
        assertThat(MapCommand.print(map(), false)).contains("n3 -> n4 (17)");
    }
}
