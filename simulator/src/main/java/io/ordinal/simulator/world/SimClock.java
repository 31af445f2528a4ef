package io.ordinal.simulator.world;

/**
 * The two clocks of one process. The monotonic one starts anywhere and runs at a rate of its own, within the bound
 * that the protocol relies on; the wall clock jumps about as it likes, for nothing may rest on it.
 */
public final class SimClock {
    private final Scheduler scheduler;
    private final long startNanos;
    private final long partsPerMillion;
    private long wallOffsetMillis;

    /**
     * @param startNanos what the monotonic clock shows at virtual time zero
     * @param partsPerMillion by how much it is fast (or, if negative, slow)
     */
    public SimClock(Scheduler scheduler, long startNanos, long partsPerMillion, long wallOffsetMillis) {
        this.scheduler = scheduler;
        this.startNanos = startNanos;
        this.partsPerMillion = partsPerMillion;
        this.wallOffsetMillis = wallOffsetMillis;
    }

    /** A clock with a rate of at most {@code boundPartsPerMillion} off, as a process gets when it starts. */
    public static SimClock random(Scheduler scheduler, Chance chance, long boundPartsPerMillion) {
        return new SimClock(
                scheduler,
                chance.between(-1L << 40, 1L << 50),
                rate(chance, boundPartsPerMillion),
                1_700_000_000_000L + chance.between(-5_000, 5_000));
    }

    /** Often at the edge of what is allowed: that is where a lease that is counted wrongly shows. */
    private static long rate(Chance chance, long boundPartsPerMillion) {
        return switch (chance.below(4)) {
            case 0 -> boundPartsPerMillion;
            case 1 -> -boundPartsPerMillion;
            default -> chance.between(-boundPartsPerMillion, boundPartsPerMillion);
        };
    }

    public long monotonicNanos() {
        long now = scheduler.nowNanos();
        return startNanos + now + now / 1_000_000 * partsPerMillion;
    }

    public long wallMillis() {
        return wallOffsetMillis + scheduler.nowNanos() / 1_000_000;
    }

    public void jumpWall(long millis) {
        wallOffsetMillis += millis;
    }

    /** The virtual time at which the monotonic clock shows {@code monotonicNanos}; within a microsecond. */
    public long virtualNanosAt(long monotonicNanos) {
        double rate = 1 + partsPerMillion / 1e6;
        return (long) ((monotonicNanos - startNanos) / rate);
    }
}
