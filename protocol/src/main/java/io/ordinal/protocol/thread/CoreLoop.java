package io.ordinal.protocol.thread;

import io.ordinal.protocol.Core;
import io.ordinal.protocol.Effects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.MpscArrayQueue;
import org.jctools.queues.MpscUnboundedArrayQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that runs a core. A turn takes what is waiting, up to a bound, steps the core with each event, lets it
 * tick once, and ends with a hook in which the shell flushes. Without events the thread sleeps until the next tick is
 * due.
 *
 * <p>Events come in by two lanes. What the world sends may be refused when too much waits ({@link #offer}); what
 * answers the core's own effects may not ({@link #report}), and is taken first. Each lane keeps its order.
 *
 * <p>An exception out of the core, an effect or the hook ends the loop for good and is told to the fail-stop callback:
 * a core whose step was cut short may not go on.
 */
public final class CoreLoop<E, F> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CoreLoop.class);
    private static final int REPORT_CHUNK = 256;

    private final Core<E, F> core;
    private final Effects<F> effects;
    private final Runnable endOfTurn;
    private final Consumer<Throwable> failStop;
    private final int maxEventsPerTurn;
    private final MpscArrayQueue<E> offered;
    private final MpscUnboundedArrayQueue<E> reported = new MpscUnboundedArrayQueue<>(REPORT_CHUNK);
    private final MessagePassingQueue.Consumer<E> step = this::step;
    private final Thread thread;
    private volatile boolean asleep;
    private volatile boolean ended;
    private long lastNanos;

    private CoreLoop(
            String name,
            Core<E, F> core,
            Effects<F> effects,
            Runnable endOfTurn,
            Consumer<Throwable> failStop,
            int maxWaiting,
            int maxEventsPerTurn) {
        this.core = core;
        this.effects = effects;
        this.endOfTurn = endOfTurn;
        this.failStop = failStop;
        this.maxEventsPerTurn = maxEventsPerTurn;
        this.offered = new MpscArrayQueue<>(maxWaiting);
        this.thread = new Thread(this::run, name);
        this.thread.setDaemon(true);
    }

    /**
     * Starts the thread.
     *
     * @param effects carries out what the core asks for, at once and on the loop's thread: must not block
     * @param endOfTurn is called after each turn, on the loop's thread
     * @param failStop is called on the loop's thread, once, if the loop ends by an exception
     * @param maxWaiting how many offered events may wait, rounded up to a power of two
     * @param maxEventsPerTurn how many events of each lane a turn takes at most
     */
    public static <E, F> CoreLoop<E, F> start(
            String name,
            Core<E, F> core,
            Effects<F> effects,
            Runnable endOfTurn,
            Consumer<Throwable> failStop,
            int maxWaiting,
            int maxEventsPerTurn) {
        if (maxWaiting < 4 || maxEventsPerTurn < 1) {
            throw new IllegalArgumentException("a loop needs room for 4 events and takes at least one a turn: "
                    + maxWaiting + ", " + maxEventsPerTurn);
        }
        CoreLoop<E, F> loop = new CoreLoop<>(name, core, effects, endOfTurn, failStop, maxWaiting, maxEventsPerTurn);
        loop.thread.start();
        return loop;
    }

    /**
     * Adds an event from outside. Any thread.
     *
     * @return false if too many are waiting or the loop has ended: the event will never be taken
     */
    public boolean offer(E event) {
        if (ended || !offered.offer(event)) {
            return false;
        }
        wake();
        return true;
    }

    /**
     * Adds an event that must not be lost: the answer to an effect. There are never more of them than effects under
     * way, so this lane needs no bound. Any thread. Has no effect when the loop has ended.
     */
    public void report(E event) {
        if (!ended) {
            reported.offer(event);
            wake();
        }
    }

    /** How many offered events are waiting. */
    public int waiting() {
        return offered.size();
    }

    /** Whether it takes events: neither closed nor ended by an exception. */
    public boolean isRunning() {
        return !ended;
    }

    /**
     * Ends the loop after the turn under way and waits for that; events that still wait are dropped. On the loop's own
     * thread it does not wait.
     */
    @Override
    public void close() {
        ended = true;
        LockSupport.unpark(thread);
        if (Thread.currentThread() != thread) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void wake() {
        // Adding changed the queue's index, falling asleep sets the flag and then reads that index: one sees the other.
        if (asleep) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        try {
            lastNanos = System.nanoTime();
            long tickedNanos = lastNanos;
            while (!ended) {
                int taken = reported.drain(step, maxEventsPerTurn) + offered.drain(step, maxEventsPerTurn);
                long untilTickNanos = tickedNanos + Core.TICK_NANOS - nowNanos();
                if (taken > 0 || untilTickNanos <= 0) {
                    tickedNanos = lastNanos;
                    core.tick(lastNanos, effects);
                    endOfTurn.run();
                } else {
                    sleep(untilTickNanos);
                }
            }
        } catch (Throwable e) {
            ended = true;
            LOG.error("{} stops for good", thread.getName(), e);
            failStop.accept(e);
        }
    }

    private void step(E event) {
        // The clock is read after the event was taken: a core may rely on that for its leases.
        core.step(event, nowNanos(), effects);
    }

    private void sleep(long nanos) {
        asleep = true;
        if (offered.isEmpty() && reported.isEmpty() && !ended) {
            LockSupport.parkNanos(this, nanos);
        }
        asleep = false;
    }

    private long nowNanos() {
        long nanos = System.nanoTime();
        if (nanos - lastNanos > 0) {
            lastNanos = nanos;
        }
        return lastNanos;
    }
}
