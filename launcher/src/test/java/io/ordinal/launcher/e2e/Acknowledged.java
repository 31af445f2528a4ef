package io.ordinal.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.client.OrdinalClient;
import io.ordinal.client.ReadOutcome;
import io.ordinal.client.Write;
import io.ordinal.client.WriteOutcome;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Writers, each with keys and values that nobody else writes, and what was acknowledged to them with which number. Each
 * writer waits for one outcome before its next write, so writes of different writers overlap and those of one do not.
 */
final class Acknowledged implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    /** @param startNanos before it was asked; {@code endNanos} after it was answered, by this process's one clock */
    record Ack(Key key, String value, long sequence, long startNanos, long endNanos) {}

    private final OrdinalClient client;
    private final String prefix;
    private final ConcurrentLinkedQueue<Ack> acks = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<WriteOutcome> others = new ConcurrentLinkedQueue<>();
    private final List<Thread> writers = new ArrayList<>();
    private volatile boolean stopped;

    private Acknowledged(OrdinalClient client, String prefix) {
        this.client = client;
        this.prefix = prefix;
    }

    /** Starts writers that go on until this is closed. */
    static Acknowledged begin(OrdinalClient client, String prefix, int writers) {
        Acknowledged writes = new Acknowledged(client, prefix);
        for (int i = 0; i < writers; i++) {
            int writer = i;
            Thread thread = new Thread(() -> writes.write(writer), "writer-" + i);
            thread.setDaemon(true);
            writes.writers.add(thread);
            thread.start();
        }
        return writes;
    }

    int count() {
        return acks.size();
    }

    /** Lets each writer end its last write, and returns everything acknowledged. */
    List<Ack> stop() {
        close();
        return acks();
    }

    List<Ack> acks() {
        return List.copyOf(acks);
    }

    /** What was neither applied nor about a client that was closed. */
    List<WriteOutcome> others() {
        return List.copyOf(others);
    }

    @Override
    public void close() {
        stopped = true;
        for (Thread writer : writers) {
            try {
                writer.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }
    }

    /** The longest time in which no write at all was acknowledged. */
    static Duration longestGap(List<Ack> acks) {
        List<Long> ends = acks.stream().map(Ack::endNanos).sorted().toList();
        long longest = 0;
        for (int i = 1; i < ends.size(); i++) {
            longest = Math.max(longest, ends.get(i) - ends.get(i - 1));
        }
        return Duration.ofNanos(longest);
    }

    /** No number twice; and where one write ended before another began, its number is the smaller, whatever the keys. */
    static void assertOneOrder(List<Ack> acks) {
        Map<Long, Ack> numbers = new HashMap<>();
        for (Ack ack : acks) {
            Ack twin = numbers.put(ack.sequence(), ack);
            assertThat(twin).as("a second write with the number of %s", ack).isNull();
        }
        List<Ack> byEnd =
                acks.stream().sorted(Comparator.comparingLong(Ack::endNanos)).toList();
        List<Ack> byStart =
                acks.stream().sorted(Comparator.comparingLong(Ack::startNanos)).toList();
        int ended = 0;
        Ack highestEnded = null;
        for (Ack next : byStart) {
            while (ended < byEnd.size() && byEnd.get(ended).endNanos() < next.startNanos()) {
                Ack end = byEnd.get(ended++);
                if (highestEnded == null || end.sequence() > highestEnded.sequence()) {
                    highestEnded = end;
                }
            }
            if (highestEnded != null) {
                assertThat(next.sequence())
                        .as("%s began after %s had ended", next, highestEnded)
                        .isGreaterThan(highestEnded.sequence());
            }
        }
    }

    /** Every acknowledged write is there, with its value and its number. */
    static void assertAllThere(OrdinalClient client, List<Ack> acks) {
        int window = 64;
        for (int from = 0; from < acks.size(); from += window) {
            List<Ack> some = acks.subList(from, Math.min(acks.size(), from + window));
            List<CompletableFuture<ReadOutcome>> reads =
                    some.stream().map(ack -> client.get(ack.key())).toList();
            for (int i = 0; i < some.size(); i++) {
                Ack ack = some.get(i);
                ReadOutcome outcome = reads.get(i).join();
                assertThat(outcome).as(ack.toString()).isInstanceOf(ReadOutcome.Found.class);
                ReadOutcome.Found found = (ReadOutcome.Found) outcome;
                assertThat(found.entry().sequence()).as(ack.toString()).isEqualTo(ack.sequence());
                assertThat(found.entry().value().toUtf8()).isEqualTo(ack.value());
            }
        }
    }

    private void write(int writer) {
        for (int i = 0; !stopped; i++) {
            Key key = Key.utf8(prefix + writer + "/" + i);
            String value = "value " + i + " of writer " + writer;
            long startNanos = System.nanoTime();
            WriteOutcome outcome = client.sync().write(Write.put(key, Bytes.utf8(value)), DEADLINE);
            long endNanos = System.nanoTime();
            if (outcome instanceof WriteOutcome.Applied applied) {
                acks.add(new Ack(key, value, applied.sequence(), startNanos, endNanos));
            } else {
                others.add(outcome);
            }
        }
    }
}
