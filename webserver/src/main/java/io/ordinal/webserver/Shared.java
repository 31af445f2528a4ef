package io.ordinal.webserver;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is asked for at most twice a second however many look: the askers in between share one. Safe for use by
 * any thread.
 */
final class Shared<A> {
    private static final long FRESH_NANOS = Duration.ofMillis(500).toNanos();

    private final LongSupplier nanoClock;
    private final Supplier<CompletableFuture<A>> question;
    private @Nullable CompletableFuture<A> latest;
    private long askedAtNanos;

    /**
     * @param nanoClock monotonic, in nanoseconds
     * @param question asks; never blocks
     */
    Shared(LongSupplier nanoClock, Supplier<CompletableFuture<A>> question) {
        this.nanoClock = nanoClock;
        this.question = question;
    }

    CompletableFuture<A> ask() {
        CompletableFuture<A> mine = new CompletableFuture<>();
        synchronized (this) {
            long now = nanoClock.getAsLong();
            CompletableFuture<A> shared = latest;
            if (shared != null && (!shared.isDone() || now - askedAtNanos < FRESH_NANOS)) {
                return shared;
            }
            latest = mine;
            askedAtNanos = now;
        }
        CompletableFuture<A> unused = question.get().whenComplete((answer, failure) -> {
            if (failure == null) {
                mine.complete(answer);
            } else {
                mine.completeExceptionally(failure);
            }
        });
        return mine;
    }
}
