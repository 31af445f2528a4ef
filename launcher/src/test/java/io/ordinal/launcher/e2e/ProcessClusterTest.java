package io.ordinal.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.ordinal.client.OrdinalClient;
import io.ordinal.client.ReadOutcome;
import io.ordinal.client.Refusal;
import io.ordinal.client.ScanIterator;
import io.ordinal.client.ScanQuery;
import io.ordinal.client.Write;
import io.ordinal.client.WriteOutcome;
import io.ordinal.protocol.ReadMode;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes and ZooKeeper, each a process: what they do for a client, and what they survive. */
class ProcessClusterTest {
    private static final int WRITERS = 6;

    @TempDir
    private static Path folder;

    private static ProcessCluster cluster;

    private OrdinalClient client;

    @BeforeAll
    static void startCluster() {
        cluster = ProcessCluster.ofThree(folder);
    }

    @AfterAll
    static void killCluster() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @BeforeEach
    void connect() {
        cluster.startMissing();
        client = cluster.connect();
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void every_write_has_a_higher_number_and_every_replica_answers_up_to_it() {
        Key city = Key.utf8("city");
        long put = applied(client.sync().put(city, Bytes.utf8("Bern")));
        long other = applied(client.sync().put(Key.utf8("river"), Bytes.utf8("Aare")));
        assertThat(other).isGreaterThan(put);
        assertThat(found(client.sync().get(city)).entry().value().toUtf8()).isEqualTo("Bern");

        long swapped = applied(client.sync().compareAndSet(city, put, Bytes.utf8("Biel")));
        assertThat(swapped).isGreaterThan(other);
        assertThat(client.sync().compareAndSet(city, put, Bytes.utf8("Basel")))
                .isEqualTo(new WriteOutcome.Rejected(swapped));
        assertThat(client.sync().putIfAbsent(city, Bytes.utf8("Basel"))).isEqualTo(new WriteOutcome.Rejected(swapped));

        for (int read = 0; read < 12; read++) {
            ReadOutcome.Found atLeast = found(client.sync().get(city, new ReadMode.AtLeast(swapped)));
            assertThat(atLeast.entry().value().toUtf8()).isEqualTo("Biel");
            assertThat(atLeast.entry().sequence()).isEqualTo(swapped);
        }
        for (String node : List.of("n1", "n2", "n3")) {
            await().atMost(ProcessCluster.PATIENCE)
                    .untilAsserted(
                            () -> assertThat(cluster.status(node).get("applied").asLong())
                                    .as(node)
                                    .isGreaterThanOrEqualTo(swapped));
        }

        long deleted = applied(client.sync().delete(city));
        assertThat(deleted).isGreaterThan(swapped);
        assertThat(client.sync().get(city)).isInstanceOf(ReadOutcome.NotFound.class);
        assertThat(client.sync().get(city, new ReadMode.AtLeast(deleted))).isInstanceOf(ReadOutcome.NotFound.class);
    }

    @Test
    void a_scan_walks_all_ranges_page_by_page() {
        Set<String> written = new TreeSet<>();
        List<Write> batch = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            written.add("scan/" + i);
            batch.add(Write.put(Key.utf8("scan/" + i), Bytes.utf8("value " + i)));
        }
        assertThat(client.sync().batch(batch)).allMatch(WriteOutcome.Applied.class::isInstance);

        ScanIterator entries =
                client.sync().iterate(ScanQuery.prefix(Bytes.utf8("scan/")).withLimit(7));
        List<String> read = new ArrayList<>();
        entries.forEachRemaining(entry -> read.add(entry.key().bytes().toUtf8()));
        assertThat(read).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(written);
    }

    @Test
    void a_killed_leader_is_replaced_within_a_second_or_two_and_gets_its_ranges_back() {
        cluster.awaitBalanced();
        Key key = Key.utf8("whose leader dies");
        applied(client.sync().put(key, Bytes.utf8("before")));
        String leader = ProcessCluster.leaderOf(client, key);
        JsonNode before = cluster.status(leader);

        List<Acknowledged.Ack> acks;
        try (Acknowledged writes = Acknowledged.begin(client, "leader dies/", WRITERS)) {
            awaitMore(writes, 500);
            cluster.node(leader).kill();
            long killedNanos = System.nanoTime();
            applied(client.sync().put(key, Bytes.utf8("after")));
            assertThat(found(client.sync().get(key)).entry().value().toUtf8()).isEqualTo("after");
            say("a write of a range whose leader was killed took %d ms", millisSince(killedNanos));
            cluster.awaitState(leader, "absent", Duration.ofSeconds(10));
            say("killed %s was absent after %d ms", leader, millisSince(killedNanos));
            awaitMore(writes, 500);
            acks = writes.stop();
            assertThat(writes.others()).isEmpty();
        }
        Duration gap = Acknowledged.longestGap(acks);
        say("the longest gap of all writes: %d ms", gap.toMillis());
        assertThat(gap).isLessThan(Duration.ofSeconds(5));
        Acknowledged.assertOneOrder(acks);

        long startNanos = System.nanoTime();
        cluster.start(leader);
        say("%s listened again after %d ms", leader, millisSince(startNanos));
        cluster.awaitState(leader, "up", Duration.ofSeconds(10));
        say("%s was up after %d ms", leader, millisSince(startNanos));
        long last = acks.stream().mapToLong(Acknowledged.Ack::sequence).max().orElseThrow();
        await().atMost(ProcessCluster.PATIENCE).untilAsserted(() -> {
            JsonNode after = cluster.status(leader);
            assertThat(after.get("serves").asInt())
                    .isBetween(
                            before.get("leads").asInt() - 1, before.get("leads").asInt() + 1);
            assertThat(after.get("applied").asLong()).isGreaterThanOrEqualTo(last);
        });
        say("%s led what it had led before after %d ms", leader, millisSince(startNanos));
        Acknowledged.assertAllThere(client, acks);
    }

    @Test
    void all_killed_in_the_middle_of_writes_come_back_with_every_acknowledged_write() {
        cluster.awaitServing();
        List<Acknowledged.Ack> before;
        try (Acknowledged writes = Acknowledged.begin(client, "all die/", WRITERS)) {
            awaitMore(writes, 2_000);
            for (String node : List.of("n1", "n2", "n3")) {
                cluster.node(node).kill();
            }
            client.close();
            before = writes.stop();
        }
        long startNanos = System.nanoTime();
        cluster.startAll();
        say("all nodes were killed and served again %d ms after their start", millisSince(startNanos));
        client = cluster.connect();
        Acknowledged.assertAllThere(client, before);
        List<Acknowledged.Ack> all = new ArrayList<>(before);
        try (Acknowledged writes = Acknowledged.begin(client, "all are back/", WRITERS)) {
            awaitMore(writes, 500);
            all.addAll(writes.stop());
        }
        Acknowledged.assertOneOrder(all);
    }

    @Test
    void a_sequencer_that_is_killed_or_paused_costs_about_a_second_and_no_order() {
        cluster.awaitServing();
        List<Acknowledged.Ack> acks;
        try (Acknowledged writes = Acknowledged.begin(client, "sequencer dies/", WRITERS)) {
            awaitMore(writes, 500);
            String paused = sequencer();
            cluster.node(paused).pause();
            long pausedNanos = System.nanoTime();
            awaitNext(writes);
            say("the sequencer was paused; the next write but %d came after %d ms", WRITERS, millisSince(pausedNanos));
            await().atMost(ProcessCluster.PATIENCE).until(() -> !sequencer().equals(paused));
            awaitMore(writes, 300);
            cluster.node(paused).resume();
            awaitMore(writes, 500);
            cluster.awaitServing();

            String killed = sequencer();
            cluster.node(killed).kill();
            long killedNanos = System.nanoTime();
            awaitNext(writes);
            say("the sequencer was killed; the next write but %d came after %d ms", WRITERS, millisSince(killedNanos));
            awaitMore(writes, 500);
            cluster.start(killed);
            awaitMore(writes, 500);
            cluster.awaitServing();
            acks = writes.stop();
            assertThat(writes.others()).isEmpty();
        }
        Duration gap = Acknowledged.longestGap(acks);
        say("the longest gap of all writes: %d ms", gap.toMillis());
        assertThat(gap).isLessThan(Duration.ofSeconds(5));
        Acknowledged.assertOneOrder(acks);
        Acknowledged.assertAllThere(client, acks);
    }

    @Test
    void with_two_of_three_killed_it_is_read_only_and_not_down() {
        cluster.awaitServing();
        Key key = Key.utf8("still to be read");
        long written = applied(client.sync().put(key, Bytes.utf8("here")));
        String survivor = ProcessCluster.leaderOf(client, key);
        List<String> others = new ArrayList<>(List.of("n1", "n2", "n3"));
        others.remove(survivor);
        others.forEach(node -> cluster.node(node).kill());

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(cluster.statusTable()).contains("read-only"));
        say("status with one node of three:%n%s", cluster.statusTable());
        await().atMost(ProcessCluster.PATIENCE).until(this::isEveryWriteRefused);
        ReadOutcome.Found any = found(client.sync().get(key, ReadMode.ANY, Duration.ofSeconds(2)));
        assertThat(any.entry().value().toUtf8()).isEqualTo("here");
        assertThat(any.asOfSequence()).isGreaterThanOrEqualTo(written);

        others.forEach(cluster::start);
        cluster.awaitServing();
        assertThat(applied(client.sync().put(key, Bytes.utf8("again")))).isGreaterThan(written);
    }

    /** Whether writes of many ranges all end as certainly not done, for lack of somebody to do them. None may be applied. */
    private boolean isEveryWriteRefused() {
        List<CompletableFuture<WriteOutcome>> writes = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Write write = Write.put(Key.utf8("of many ranges " + i), Bytes.utf8("lost"));
            writes.add(client.write(write, Duration.ofSeconds(2)));
        }
        List<WriteOutcome> outcomes =
                writes.stream().map(CompletableFuture::join).toList();
        assertThat(outcomes).noneMatch(WriteOutcome.Applied.class::isInstance);
        Set<Refusal> clear = Set.of(Refusal.NO_QUORUM, Refusal.NO_LEADER, Refusal.NO_ANSWER);
        return outcomes.stream()
                .allMatch(
                        outcome -> outcome instanceof WriteOutcome.NotDone refused && clear.contains(refused.reason()));
    }

    private static String sequencer() {
        String[] holder = {""};
        await().atMost(ProcessCluster.PATIENCE).until(() -> {
            holder[0] = cluster.status().path("sequencer").asText("");
            return !holder[0].isEmpty() && !holder[0].equals("null");
        });
        return holder[0];
    }

    private static void awaitMore(Acknowledged writes, int more) {
        int until = writes.count() + more;
        await().atMost(ProcessCluster.PATIENCE).until(() -> writes.count() >= until);
    }

    /** Until more was acknowledged than can have been answered before. */
    private static void awaitNext(Acknowledged writes) {
        int until = writes.count() + WRITERS + 1;
        await().atMost(ProcessCluster.PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> writes.count() >= until);
    }

    private static long applied(WriteOutcome outcome) {
        assertThat(outcome).isInstanceOf(WriteOutcome.Applied.class);
        return ((WriteOutcome.Applied) outcome).sequence();
    }

    private static ReadOutcome.Found found(ReadOutcome outcome) {
        assertThat(outcome).isInstanceOf(ReadOutcome.Found.class);
        return (ReadOutcome.Found) outcome;
    }

    private static long millisSince(long startNanos) {
        return Duration.ofNanos(System.nanoTime() - startNanos).toMillis();
    }

    private static void say(String format, Object... arguments) {
        System.out.println(String.format("  " + format, arguments));
    }
}
