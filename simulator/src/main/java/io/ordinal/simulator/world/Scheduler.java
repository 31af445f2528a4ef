package io.ordinal.simulator.world;

import java.util.PriorityQueue;

/**
 * Virtual time: a queue of what is due, run one by one. Things due at the same nanosecond run in the order in which
 * they were asked for, so that one seed gives one run.
 */
public final class Scheduler {
    private final PriorityQueue<Due> queue = new PriorityQueue<>();
    private long nowNanos;
    private long asked;
    private long executed;

    /** Virtual time since the start of the run. */
    public long nowNanos() {
        return nowNanos;
    }

    /** How many actions ran so far. */
    public long executed() {
        return executed;
    }

    /** Runs {@code action} after {@code delayNanos}, at least 0. */
    public Timer after(long delayNanos, Runnable action) {
        if (delayNanos < 0) {
            throw new IllegalArgumentException("time does not run backwards: " + delayNanos);
        }
        Due due = new Due(nowNanos + delayNanos, asked++, action);
        queue.add(due);
        return due;
    }

    /** Runs {@code action} every {@code periodNanos}, for the first time after one period, for ever. */
    public void every(long periodNanos, Runnable action) {
        after(periodNanos, () -> {
            action.run();
            every(periodNanos, action);
        });
    }

    /** Runs what is due up to {@code untilNanos}, which is the time afterwards. */
    public void runUntil(long untilNanos) {
        while (!queue.isEmpty() && queue.peek().atNanos <= untilNanos) {
            Due due = queue.remove();
            if (!due.cancelled) {
                nowNanos = due.atNanos;
                executed++;
                due.action.run();
            }
        }
        nowNanos = Math.max(nowNanos, untilNanos);
    }

    /** Something that is due. */
    public interface Timer {
        /** It will not run; without effect once it did. */
        void cancel();
    }

    private static final class Due implements Timer, Comparable<Due> {
        private final long atNanos;
        private final long order;
        private final Runnable action;
        private boolean cancelled;

        Due(long atNanos, long order, Runnable action) {
            this.atNanos = atNanos;
            this.order = order;
            this.action = action;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }

        @Override
        public int compareTo(Due other) {
            int byTime = Long.compare(atNanos, other.atNanos);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(order);
        }
    }
}
