package io.ordinal.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How long something takes, and how much of the processors' time this process uses meanwhile. Confined to one thread. */
final class Stopwatch {
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private final long begunNanos = System.nanoTime();
    private final long processorBegunNanos = SYSTEM.getProcessCpuTime();

    /** @param processorNanos of all threads of this process together */
    record Took(long nanos, long processorNanos) {}

    long nanos() {
        return System.nanoTime() - begunNanos;
    }

    Took took() {
        return new Took(nanos(), SYSTEM.getProcessCpuTime() - processorBegunNanos);
    }
}
