package io.ordinal.simulator.world;

import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/**
 * What happened, in order, folded into one hash: equal hashes mean equal runs. Only texts and numbers go in, never an
 * identity hash, so that another JVM gets the same. With a stream it prints each line as well.
 */
public final class Trace {
    private final Scheduler scheduler;
    private final @Nullable PrintStream out;
    private long hash = 1;

    public Trace(Scheduler scheduler, @Nullable PrintStream out) {
        this.scheduler = scheduler;
        this.out = out;
    }

    public void add(String who, String what) {
        add(who, what, what);
    }

    /** @param detail printed in the place of {@code what}, where lines are printed at all */
    public void add(String who, String what, Object detail) {
        hash = hash * 0x9E3779B97F4A7C15L + scheduler.nowNanos();
        hash = Long.rotateLeft(hash, 23) * 31 + who.hashCode();
        hash = hash * 31 + what.hashCode();
        if (out != null) {
            out.printf("%,15d %-8s %s%n", scheduler.nowNanos(), who, detail);
        }
    }

    public long hash() {
        return hash;
    }
}
