package io.ordinal.node;

import io.ordinal.protocol.RequestId;
import io.ordinal.protocol.RetryRecord;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a range answered, by request, so that a retry gets the first answer. It is filled from the log alone, so every
 * replica has the same, and forgets by number, so that {@link #floor} says exactly what it may have forgotten.
 */
final class RetryMemory {
    private final int limit;
    private final Map<RequestId, RetryRecord> byRequest = new HashMap<>();
    private final Deque<RetryRecord> byNumber = new ArrayDeque<>();
    private long floor;
    private int forgotten;

    RetryMemory(int limit) {
        this.limit = limit;
    }

    /** The highest number whose answer was forgotten. */
    long floor() {
        return floor;
    }

    @Nullable
    RetryRecord find(RequestId request) {
        return byRequest.get(request);
    }

    /** Remembers, and forgets the oldest answer if there are too many. */
    void remember(RetryRecord retry) {
        byRequest.put(retry.request(), retry);
        byNumber.addLast(retry);
        if (byNumber.size() > limit) {
            RetryRecord oldest = byNumber.removeFirst();
            floor = Math.max(floor, oldest.sequence());
            byRequest.remove(oldest.request(), oldest);
            forgotten++;
        }
    }

    /**
     * Whether so much was forgotten that it is worth deleting what lies at or below the floor: nobody reads it any
     * more, and one deletion of many costs what a deletion of one does. Starts to count anew if so.
     */
    boolean takeForgotten() {
        boolean worthIt = forgotten > limit / 4;
        if (worthIt) {
            forgotten = 0;
        }
        return worthIt;
    }

    /** What all of these remember, where the same request may be in several; it may have forgotten what any has. */
    static RetryMemory union(List<RetryMemory> memories, int limit) {
        Map<RequestId, RetryRecord> all = new HashMap<>();
        memories.forEach(memory -> all.putAll(memory.byRequest));
        RetryMemory union = new RetryMemory(limit);
        union.replaceBy(
                all.values().stream()
                        .sorted(Comparator.comparingLong(RetryRecord::sequence))
                        .toList(),
                memories.stream().mapToLong(RetryMemory::floor).max().orElse(0));
        return union;
    }

    RetryMemory copy() {
        RetryMemory copy = new RetryMemory(limit);
        copy.replaceBy(all(), floor);
        return copy;
    }

    List<RetryRecord> all() {
        return List.copyOf(byNumber);
    }

    void replaceBy(List<RetryRecord> retries, long newFloor) {
        byRequest.clear();
        byNumber.clear();
        floor = newFloor;
        for (RetryRecord retry : retries) {
            if (retry.sequence() > newFloor) {
                remember(retry);
            }
        }
    }
}
