package io.ordinal.client.netty;

import io.ordinal.client.WriteOutcome;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Gathers the outcomes of a batch, which come one by one and in any order. */
final class BatchOutcomes {
    private final AtomicReferenceArray<WriteOutcome> outcomes;
    private final AtomicInteger missing;
    private final CompletableFuture<List<WriteOutcome>> all = new CompletableFuture<>();

    BatchOutcomes(int size) {
        outcomes = new AtomicReferenceArray<>(size);
        missing = new AtomicInteger(size);
        if (size == 0) {
            all.complete(List.of());
        }
    }

    /** Where the outcome of the write at {@code index} goes. */
    Consumer<WriteOutcome> at(int index) {
        return outcome -> {
            outcomes.set(index, outcome);
            if (missing.decrementAndGet() == 0) {
                all.complete(IntStream.range(0, outcomes.length())
                        .mapToObj(outcomes::get)
                        .toList());
            }
        };
    }

    CompletableFuture<List<WriteOutcome>> all() {
        return all;
    }
}
