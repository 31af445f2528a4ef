package io.ordinal.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ordinal.client.NodeStatus;
import io.ordinal.client.OrdinalClient;
import io.ordinal.client.ReadOutcome;
import io.ordinal.client.netty.NettyOrdinalClient;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.ReadMode;
import io.ordinal.protocol.StatusReply;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeId;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node whose journal is damaged where it was forced does not start, and is filled again by the others. */
class RebuildTest {
    private static final Duration STATUS_PATIENCE = Duration.ofSeconds(5);

    @TempDir
    private Path folder;

    @Test
    void a_node_with_a_corrupt_journal_is_rebuilt_from_the_others_while_clients_go_on() throws IOException {
        try (ProcessCluster cluster = ProcessCluster.ofThree(folder);
                OrdinalClient client = cluster.connect();
                Acknowledged writes = Acknowledged.begin(client, "rebuild/", 4)) {
            awaitMoreThan(1_500, writes);
            cluster.node("n2").kill();
            flipABit(oldestSegment(cluster.folder("n2").resolve("journal")));

            OrdinalProcess refused = cluster.run(cluster.nodeArguments("n2"));
            assertThat(refused.awaitExit()).as(refused.said()).isEqualTo(1);
            assertThat(refused.said())
                    .contains("the journal is corrupt in " + cluster.folder("n2"))
                    .contains("`ordinal node --id n2 --zookeeper " + cluster.zookeeper() + " --data "
                            + cluster.folder("n2") + " --rebuild`")
                    .doesNotContain("\tat ");

            cluster.start("n2", "--rebuild");
            assertThat(cluster.node("n2").said()).contains("set-aside-", "does not count until");
            int before = writes.count();
            awaitMoreThan(before + 200, writes);
            await().atMost(ProcessCluster.PATIENCE)
                    .untilAsserted(() -> assertThat(isLevelEverywhere(client)).isTrue());

            List<Acknowledged.Ack> acks = writes.stop();
            assertThat(writes.others()).isEmpty();
            Acknowledged.assertAllThere(client, acks);
            await().atMost(ProcessCluster.PATIENCE)
                    .untilAsserted(() -> assertThat(applied("n2", client)).isEqualTo(applied("n1", client)));
            cluster.node("n1").kill();
            cluster.node("n3").kill();
            assertHoldsAll(cluster, acks);
        }
    }

    private static void awaitMoreThan(int count, Acknowledged writes) {
        await().atMost(ProcessCluster.PATIENCE)
                .untilAsserted(() -> assertThat(writes.count()).isGreaterThan(count));
    }

    private static boolean isLevelEverywhere(OrdinalClient client) {
        return statuses(client).stream()
                .map(NodeStatus::reply)
                .allMatch(reply -> reply != null
                        && reply.ranges().stream()
                                .noneMatch(range -> range.role().equals("suspect")
                                        || range.role().equals("copying")));
    }

    private static List<NodeStatus> statuses(OrdinalClient client) {
        return Stream.of("n1", "n2", "n3")
                .map(node -> client.status(new NodeId(node), STATUS_PATIENCE).join())
                .toList();
    }

    private static Map<RangeId, Position> applied(String node, OrdinalClient client) {
        Map<RangeId, Position> applied = new TreeMap<>();
        for (NodeStatus status : statuses(client)) {
            if (status.node().name().equals(node)) {
                StatusReply reply = Objects.requireNonNull(status.reply(), status.toString());
                reply.ranges().forEach(range -> applied.put(range.range(), range.applied()));
            }
        }
        return applied;
    }

    /** The other nodes are gone: what is read now is n2's. */
    private static void assertHoldsAll(ProcessCluster cluster, List<Acknowledged.Ack> acks) {
        try (OrdinalClient client = NettyOrdinalClient.connect(List.of(cluster.address("n2")))) {
            for (Acknowledged.Ack ack : acks) {
                ReadOutcome outcome = client.sync().get(ack.key(), ReadMode.ANY);
                assertThat(outcome).as(ack.toString()).isInstanceOf(ReadOutcome.Found.class);
                assertThat(((ReadOutcome.Found) outcome).entry().sequence()).isEqualTo(ack.sequence());
            }
        }
    }

    private static Path oldestSegment(Path journal) throws IOException {
        try (Stream<Path> files = Files.walk(journal)) {
            return files.filter(file -> file.toString().endsWith(".cq4"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** In the middle of what was written there. */
    private static void flipABit(Path segment) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
            long used = used(file);
            long first = 80 << 10; // behind the queue's own index
            assertThat(used).isGreaterThan(2 * first);
            long place = (first + used) / 2;
            file.seek(place);
            int old = file.read();
            file.seek(place);
            file.write(old ^ 0x20);
        }
    }

    private static long used(RandomAccessFile file) throws IOException {
        byte[] block = new byte[4096];
        long used = 0;
        for (long offset = 0; offset + block.length <= file.length(); offset += block.length) {
            file.seek(offset);
            file.readFully(block);
            for (byte each : block) {
                if (each != 0) {
                    used = offset + block.length;
                    break;
                }
            }
        }
        return used;
    }
}
