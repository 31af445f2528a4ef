package io.ordinal.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ordinal.client.CommandOutcome;
import io.ordinal.client.OrdinalClient;
import io.ordinal.client.ReadOutcome;
import io.ordinal.client.WriteOutcome;
import io.ordinal.protocol.ClusterCommand;
import io.ordinal.protocol.CommandRefusal;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.Key;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.Standing;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes come and go while clients write: each node a process, and one of them killed in the middle. */
class JoinAndDrainTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int DELETED = 200;

    @TempDir
    private Path folder;

    @Test
    void a_node_joins_another_is_drained_and_clients_notice_nothing() {
        try (ProcessCluster cluster = ProcessCluster.ofThree(folder);
                OrdinalClient client = cluster.connect();
                Acknowledged writes = Acknowledged.begin(client, "moving/", 4)) {
            for (int i = 0; i < DELETED; i++) {
                client.sync().put(Key.utf8("deleted/" + i), Bytes.utf8("value"));
            }
            cluster.start("n4");
            for (int i = 0; i < DELETED; i++) {
                assertThat(client.sync().delete(Key.utf8("deleted/" + i))).isInstanceOf(WriteOutcome.Applied.class);
            }
            awaitAtRest(client, "n4", Standing.IN);
            assertThat(heldBy(client, "n4")).isPositive();

            CommandOutcome drained =
                    client.sync().command(new ClusterCommand.Drain(new NodeId("n1")), Duration.ofSeconds(10));
            assertThat(drained).isInstanceOf(CommandOutcome.Done.class);
            awaitAtRest(client, "n1", Standing.LEFT);
            assertThat(heldBy(client, "n1")).isZero();
            cluster.node("n1").interrupt();

            CommandOutcome refused =
                    client.sync().command(new ClusterCommand.Drain(new NodeId("n2")), Duration.ofSeconds(10));
            assertThat(refused)
                    .isInstanceOfSatisfying(
                            CommandOutcome.Refused.class,
                            why -> assertThat(why.reason()).isEqualTo(CommandRefusal.TOO_FEW_NODES));

            List<Acknowledged.Ack> acks = writes.stop();
            assertThat(writes.others()).isEmpty();
            Acknowledged.assertAllThere(client, acks);
            Acknowledged.assertOneOrder(acks);
            for (int i = 0; i < DELETED; i++) {
                assertThat(client.sync().get(Key.utf8("deleted/" + i))).isInstanceOf(ReadOutcome.NotFound.class);
            }
        }
    }

    @Test
    void moves_end_though_their_target_is_killed_in_the_middle() {
        try (ProcessCluster cluster = ProcessCluster.ofThree(folder);
                OrdinalClient client = cluster.connect();
                Acknowledged writes = Acknowledged.begin(client, "killed/", 4)) {
            cluster.start("n4");
            await().atMost(PATIENCE).until(() -> heldBy(client, "n4") > 2);
            cluster.node("n4").kill();
            cluster.start("n4");
            awaitAtRest(client, "n4", Standing.IN);

            List<Acknowledged.Ack> acks = writes.stop();
            Acknowledged.assertAllThere(client, acks);
            Acknowledged.assertOneOrder(acks);
        }
    }

    /** Until the ring has the node where it should be, and no range moves, or waits to. */
    private static void awaitAtRest(OrdinalClient client, String node, Standing standing) {
        await().atMost(PATIENCE)
                .until(() -> client.cluster()
                        .mapIfAny()
                        .filter(map -> map.node(new NodeId(node))
                                .filter(known -> known.standing() == standing)
                                .isPresent())
                        .filter(JoinAndDrainTest::isAtRest)
                        .isPresent());
    }

    private static boolean isAtRest(ClusterMap map) {
        return map.ranges().stream()
                .allMatch(range -> range.move() == null && range.previous().isEmpty());
    }

    private static long heldBy(OrdinalClient client, String node) {
        Optional<ClusterMap> map = client.cluster().mapIfAny();
        return map.stream()
                .flatMap(each -> each.ranges().stream())
                .filter(range -> range.members().stream()
                        .anyMatch(member -> member.node().name().equals(node)))
                .count();
    }
}
