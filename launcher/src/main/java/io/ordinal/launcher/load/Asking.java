package io.ordinal.launcher.load;

import io.ordinal.client.OrdinalClient;
import io.ordinal.client.ReadOutcome;
import io.ordinal.client.Write;
import io.ordinal.client.WriteOutcome;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Asks for operations, and counts how they end. Any thread. */
final class Asking {
    private final Tally tally;
    private final Duration deadline;

    /** Hears the end of an operation, on some client's thread, or at once. */
    interface Listener {
        /** @param atOnce whether it had ended before the call that began it returned */
        void ended(Ending ending, boolean atOnce);
    }

    /** @param deadline of each operation */
    Asking(Tally tally, Duration deadline) {
        this.tally = tally;
        this.deadline = deadline;
    }

    /** @param sinceNanos from when on its latency counts */
    void ask(OrdinalClient client, Ask ask, long sinceNanos, Listener listener) {
        if (ask instanceof Ask.Put put) {
            CompletableFuture<WriteOutcome> outcome = client.write(Write.put(put.key(), put.value()), deadline);
            boolean atOnce = outcome.isDone();
            CompletableFuture<?> unused = outcome.thenAccept(how -> {
                Ending ending = Ending.of(how);
                tally.write(ending, System.nanoTime() - sinceNanos);
                ended(ending, atOnce, how.why(), listener);
            });
        } else if (ask instanceof Ask.Get get) {
            CompletableFuture<ReadOutcome> outcome = client.get(get.key(), get.mode(), deadline);
            boolean atOnce = outcome.isDone();
            CompletableFuture<?> unused = outcome.thenAccept(how -> {
                Ending ending = Ending.of(how);
                tally.read(ending, System.nanoTime() - sinceNanos);
                ended(
                        ending,
                        atOnce,
                        how instanceof ReadOutcome.Failed failed ? failed.why() : ending.words(),
                        listener);
            });
        }
    }

    private void ended(Ending ending, boolean atOnce, String why, Listener listener) {
        if (!ending.isAnswer()) {
            tally.trouble(why);
        }
        listener.ended(ending, atOnce);
    }
}
