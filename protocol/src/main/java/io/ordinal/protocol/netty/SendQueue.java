package io.ordinal.protocol.netty;

import io.netty.channel.EventLoop;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jctools.queues.MpscChunkedArrayQueue;

/**
 * A bounded queue from any thread to a connection's event loop. Adding costs no system call; {@link #flush} wakes the
 * loop once for everything added so far.
 */
final class SendQueue<T> {
    private static final int FIRST_CHUNK = 128;
    private static final int MAX_PER_TASK = 1_024;

    private final EventLoop loop;
    private final MpscChunkedArrayQueue<T> queue;
    private final Consumer<T> each;
    private final Runnable afterwards;
    private final AtomicBoolean scheduled = new AtomicBoolean();

    /**
     * @param each takes what was added, on the loop
     * @param afterwards is called on the loop when everything that was there has been taken
     */
    SendQueue(EventLoop loop, int capacity, Consumer<T> each, Runnable afterwards) {
        this.loop = loop;
        this.queue = new MpscChunkedArrayQueue<>(FIRST_CHUNK, capacity);
        this.each = each;
        this.afterwards = afterwards;
    }

    /** Adds from any thread; false if the queue is full. */
    boolean offer(T item) {
        return queue.offer(item);
    }

    /** Lets the loop take what was added. Any thread. */
    void flush() {
        if (!queue.isEmpty()) {
            wake();
        }
    }

    /** Runs the loop's turn even if nothing was added. Any thread. */
    void wake() {
        if (scheduled.compareAndSet(false, true)) {
            loop.execute(this::drain);
        }
    }

    /** Takes everything that is left, on the loop, without the turn's end. */
    void drainTo(Consumer<T> target) {
        queue.drain(target::accept);
    }

    private void drain() {
        scheduled.set(false);
        queue.drain(each::accept, MAX_PER_TASK);
        afterwards.run();
        flush();
    }
}
