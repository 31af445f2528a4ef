package io.ordinal.client;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The operations in hand, the one that is due first on top: a binary heap in which each operation knows its place, so
 * that one which ends early (nearly all do) is taken out at once instead of lying there until its deadline.
 */
final class TimerHeap {
    private static final int NOWHERE = -1;

    private final List<Pending> heap = new ArrayList<>();

    int size() {
        return heap.size();
    }

    /** The operation that is due first, or null. */
    @Nullable
    Pending first() {
        return heap.isEmpty() ? null : heap.get(0);
    }

    /** All operations, in no order. */
    List<Pending> all() {
        return List.copyOf(heap);
    }

    /** Puts the operation in, or at its new place if it is in already. */
    void schedule(Pending operation, long dueNanos) {
        long before = operation.dueNanos;
        operation.dueNanos = dueNanos;
        if (operation.heapIndex == NOWHERE) {
            operation.heapIndex = heap.size();
            heap.add(operation);
            siftUp(operation);
        } else if (dueNanos - before < 0) {
            siftUp(operation);
        } else {
            siftDown(operation);
        }
    }

    void remove(Pending operation) {
        int index = operation.heapIndex;
        if (index == NOWHERE) {
            return;
        }
        operation.heapIndex = NOWHERE;
        Pending last = heap.remove(heap.size() - 1);
        if (last != operation) {
            place(last, index);
            siftUp(last);
            siftDown(last);
        }
    }

    private void siftUp(Pending operation) {
        int index = operation.heapIndex;
        while (index > 0) {
            Pending parent = heap.get((index - 1) >>> 1);
            if (parent.dueNanos - operation.dueNanos <= 0) {
                break;
            }
            int above = parent.heapIndex;
            place(parent, index);
            index = above;
        }
        place(operation, index);
    }

    private void siftDown(Pending operation) {
        int index = operation.heapIndex;
        int child;
        while ((child = 2 * index + 1) < heap.size()) {
            Pending sooner = heap.get(child);
            if (child + 1 < heap.size() && heap.get(child + 1).dueNanos - sooner.dueNanos < 0) {
                sooner = heap.get(child + 1);
            }
            if (operation.dueNanos - sooner.dueNanos <= 0) {
                break;
            }
            int below = sooner.heapIndex;
            place(sooner, index);
            index = below;
        }
        place(operation, index);
    }

    private void place(Pending operation, int index) {
        heap.set(index, operation);
        operation.heapIndex = index;
    }
}
