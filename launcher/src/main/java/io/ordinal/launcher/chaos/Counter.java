package io.ordinal.launcher.chaos;

import io.ordinal.client.OrdinalClient;
import io.ordinal.client.ReadOutcome;
import io.ordinal.client.Write;
import io.ordinal.client.WriteOutcome;
import io.ordinal.protocol.Condition;
import io.ordinal.protocol.ReadMode;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import io.ordinal.simulator.world.Violation;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * A number under one key that several callers count up, each by reading it and putting one more on condition that nobody
 * else did meanwhile. If no such put ever takes effect twice, and none that was said to have failed ever does, the number
 * in the end is how many were said to have succeeded. For any number of threads.
 */
final class Counter {
    /** Longer than any fault, so that nearly every put is settled. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final int REST_MILLIS = 5;

    private final Key key;
    private final LongAdder applied = new LongAdder();
    private final LongAdder unknown = new LongAdder();

    Counter(Key key) {
        this.key = key;
    }

    Key key() {
        return key;
    }

    /** Goes on counting until that time. */
    void countUntil(long endNanos, OrdinalClient client) throws InterruptedException {
        while (System.nanoTime() - endNanos < 0) {
            ReadOutcome read = client.sync().get(key, ReadMode.LINEARIZABLE, PATIENCE);
            if (read instanceof ReadOutcome.Found found) {
                long next = valueOf(found.entry().value()) + 1;
                put(next, new Condition.VersionIs(found.entry().sequence()), client);
            } else if (read instanceof ReadOutcome.NotFound) {
                put(1, Condition.ABSENT, client);
            }
            TimeUnit.MILLISECONDS.sleep(REST_MILLIS);
        }
    }

    /** How many puts were said to have succeeded. */
    long applied() {
        return applied.sum();
    }

    /**
     * Judges what was read after all counting had ended; a read that was not answered proves nothing.
     *
     * @return how many puts are proven to count exactly once
     * @throws Violation if the number is not what the answers add up to
     */
    long judge(ReadOutcome read) {
        if (read instanceof ReadOutcome.Failed) {
            return 0;
        }
        judge(read instanceof ReadOutcome.Found found ? valueOf(found.entry().value()) : 0);
        return applied();
    }

    private void judge(long counted) {
        long certain = applied.sum();
        long most = certain + unknown.sum();
        Violation.unless(
                counted >= certain && counted <= most,
                () -> key + " was counted up to " + counted + ", but " + certain + " puts were said to have succeeded"
                        + " and " + (most - certain) + " may have");
    }

    private void put(long value, Condition condition, OrdinalClient client) {
        Write write = Write.put(key, Bytes.utf8(Long.toString(value))).onlyIf(condition);
        WriteOutcome outcome = client.sync().write(write, PATIENCE);
        if (outcome instanceof WriteOutcome.Applied) {
            applied.increment();
        } else if (outcome instanceof WriteOutcome.Unknown) {
            unknown.increment();
        }
    }

    private static long valueOf(Bytes value) {
        return Long.parseLong(value.toUtf8());
    }
}
