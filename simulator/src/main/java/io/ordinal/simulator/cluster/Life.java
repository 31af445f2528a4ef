package io.ordinal.simulator.cluster;

import io.ordinal.simulator.world.Scheduler;

/**
 * One life of a process, from its start to its death. What was due in it does not happen after its death, and waits
 * while it is paused.
 */
final class Life {
    private final Scheduler scheduler;
    private boolean alive = true;
    private long pausedUntilNanos;

    Life(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    boolean isAlive() {
        return alive;
    }

    /** Alive and not paused. */
    boolean runs() {
        return alive && scheduler.nowNanos() >= pausedUntilNanos;
    }

    void end() {
        alive = false;
    }

    /** Stops all threads for a while, as a collector, a hypervisor or a full disk does. */
    void pause(long nanos) {
        pausedUntilNanos = Math.max(pausedUntilNanos, scheduler.nowNanos() + nanos);
    }

    /** Something this process does later, on any of its threads. */
    void after(long delayNanos, Runnable action) {
        scheduler.after(delayNanos, () -> {
            if (!alive) {
                return;
            }
            long leftNanos = pausedUntilNanos - scheduler.nowNanos();
            if (leftNanos > 0) {
                after(leftNanos, action);
            } else {
                action.run();
            }
        });
    }
}
