package io.ordinal.ring.zookeeper;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread of a session. It calls every listener and alone touches the state behind them, so that neither
 * ZooKeeper's nor Curator's threads ever run foreign code, and no lock is held when it runs.
 */
final class SessionThread implements Executor {
    private static final Logger log = LoggerFactory.getLogger(SessionThread.class);

    private final ScheduledThreadPoolExecutor executor;
    private volatile @Nullable Thread thread;

    SessionThread(String name) {
        executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread created = new Thread(task, name);
            created.setDaemon(true);
            thread = created;
            return created;
        });
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        executor.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
    }

    /** @throws RejectedExecutionException once closed; futures that depend on the task then fail instead of hanging */
    @Override
    public void execute(Runnable task) {
        executor.execute(task);
    }

    /** Runs {@code task} soon, or never once closed. What it throws is logged. */
    void offer(Runnable task) {
        try {
            executor.execute(guarded(task));
        } catch (RejectedExecutionException e) {
            log.trace("dropped a task, the session is closed");
        }
    }

    /** Runs {@code task} every {@code interval} until the result is cancelled or the session closed. */
    Future<?> every(Duration interval, Runnable task) {
        long nanos = interval.toNanos();
        return executor.scheduleWithFixedDelay(guarded(task), nanos, nanos, TimeUnit.NANOSECONDS);
    }

    /** Runs what was handed over before, then ends. Waits for that, but not for ever, and not for itself. */
    void close() {
        executor.shutdown();
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            if (!executor.awaitTermination(5, TimeUnit.SECONDS)) {
                log.warn("a listener has been running for 5 s, closing without it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                log.error("a task of the ZooKeeper session failed; the others go on", e);
            }
        };
    }
}
