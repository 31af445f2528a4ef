package io.ordinal.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ordinal.faults.tcp.ZooKeeperProxy;
import io.ordinal.launcher.e2e.MemberViews.View;
import io.ordinal.ring.Address;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes and a client, each with a ZooKeeper connection of its own that can be cut. Members come, go and move while
 * n3 and the client hear nothing of it; what they missed costs seconds, and no write.
 */
class MissedWatchesTest {
    private static final int WRITERS = 3;

    /** A reconciliation every 2 s, and a reconnect before it: a session's waits between two tries grow to seconds. */
    private static final Duration SECONDS = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    private ProcessCluster cluster;
    private ZooKeeperProxy clientsProxy;
    private WatchingClient watching;
    private Acknowledged writes;
    private final MemberViews views = new MemberViews();
    private final List<String> running = new ArrayList<>(List.of("n1", "n2", "n3"));

    @BeforeEach
    void start() throws IOException, InterruptedException {
        cluster = ProcessCluster.ofThreeBehindProxies(folder);
        clientsProxy = new ZooKeeperProxy(Address.parse(cluster.zookeeper()).port());
        watching = new WatchingClient(clientsProxy.connectString());
        writes = Acknowledged.begin(watching.client(), "watches/", WRITERS);
        awaitAgreement();
        awaitWrites();
    }

    @AfterEach
    void stop() throws IOException {
        writes.close();
        watching.close();
        clientsProxy.close();
        views.close();
        cluster.close();
    }

    @Test
    void members_that_come_go_and_move_unseen_are_seen_within_seconds_of_the_heal() {
        cut();
        begin("n4");
        assertThat(view("n3").addresses()).doesNotContainKey("n4");
        assertThat(clientsView().addresses()).doesNotContainKey("n4");
        heal("n4 came");

        cut();
        end("n2");
        assertThat(view("n3").addresses()).containsKey("n2");
        assertThat(clientsView().addresses()).containsKey("n2");
        heal("n2 went");

        begin("n2");
        awaitAgreement();
        Address before = cluster.address("n2");
        cut();
        end("n2");
        begin("n2");
        assertThat(cluster.address("n2")).isNotEqualTo(before);
        assertThat(view("n3").addresses()).containsEntry("n2", before);
        assertThat(clientsView().addresses()).containsEntry("n2", before);
        heal("n2 went and came back elsewhere");
        assertNothingLost();
    }

    /** The connections live, so nobody reconnects: only listing again shows what no watch told. */
    @Test
    void a_node_that_went_and_came_back_is_seen_though_every_notification_is_lost() {
        Address before = cluster.address("n2");
        cluster.proxy("n3").loseNotifications();
        clientsProxy.loseNotifications();
        end("n2");
        begin("n2");
        assertThat(cluster.address("n2")).isNotEqualTo(before);
        long startNanos = System.nanoTime();
        awaitAgreement();
        say("n2 moved and no watch told: all agreed after", startNanos);
        assertThat(clientsProxy.lost() + cluster.proxy("n3").lost()).isPositive();
        awaitWrites();
        assertNothingLost();
    }

    private void cut() {
        cluster.proxy("n3").cut();
        clientsProxy.cut();
    }

    private void heal(String what) {
        cluster.proxy("n3").mend();
        clientsProxy.mend();
        long startNanos = System.nanoTime();
        awaitAgreement();
        say(what + " behind a cut: all agreed after the heal within", startNanos);
        awaitWrites();
    }

    private void begin(String node) {
        cluster.start(node);
        running.add(node);
        await(node + " is seen by n1")
                .atMost(SECONDS)
                .until(() -> view("n1").addresses().containsKey(node));
    }

    private void end(String node) {
        running.remove(node);
        cluster.node(node).interrupt();
        cluster.node(node).awaitExit();
        await(node + " is missed by n1")
                .atMost(SECONDS)
                .until(() -> !view("n1").addresses().containsKey(node));
    }

    /** Every node that runs, and the client, know all of them at the addresses they have, and the same map. */
    private void awaitAgreement() {
        TreeMap<String, Address> expected = new TreeMap<>();
        running.forEach(node -> expected.put(node, cluster.address(node)));
        await().atMost(SECONDS).pollInterval(Duration.ofMillis(50)).untilAsserted(() -> {
            View agreed = view("n1");
            assertThat(agreed.addresses()).as("n1").isEqualTo(expected);
            for (String node : running) {
                assertThat(view(node)).as(node).isEqualTo(agreed);
            }
            assertThat(clientsView()).as("the client").isEqualTo(agreed);
        });
    }

    private View view(String node) {
        return views.ask(cluster.address(node));
    }

    private View clientsView() {
        return View.of(
                watching.client().cluster().mapVersion(),
                watching.client().cluster().present());
    }

    private void awaitWrites() {
        int until = writes.count() + 100;
        await("writes go on").atMost(ProcessCluster.PATIENCE).until(() -> writes.count() >= until);
    }

    private void assertNothingLost() {
        List<Acknowledged.Ack> acks = writes.stop();
        System.out.printf(
                "  %d writes, the longest gap was %d ms%n",
                acks.size(), Acknowledged.longestGap(acks).toMillis());
        assertThat(writes.others()).isEmpty();
        Acknowledged.assertOneOrder(acks);
        Acknowledged.assertAllThere(watching.client(), acks);
    }

    private static void say(String what, long startNanos) {
        System.out.printf(
                "  %s %d ms%n",
                what, Duration.ofNanos(System.nanoTime() - startNanos).toMillis());
    }
}
