package io.ordinal.simulator.world;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The wires between processes. Between nodes a message may be lost, doubled, late, or overtaken; an ordered
 * {@link Connection} delivers all in order until it breaks and loses what was under way. Any direction can be cut.
 */
public final class Network {
    private static final long MICROS = 1_000;
    private static final long MILLIS = 1_000_000;

    private final Scheduler scheduler;
    private final Chance chance;
    private final TreeMap<String, TreeMap<String, Integer>> cuts = new TreeMap<>();
    private final TreeMap<String, TreeMap<String, Long>> delays = new TreeMap<>();
    private Weather weather = Weather.FINE;
    private long heals;

    public Network(Scheduler scheduler, Chance chance) {
        this.scheduler = scheduler;
        this.chance = chance;
    }

    /**
     * How bad the wires are. Shares are per message.
     *
     * @param latencyNanos the typical time under way
     * @param tailShare how much is under way for a very long time, up to seconds
     * @param stragglerShare how much of what was under way on a connection that broke arrives nevertheless, late
     */
    public record Weather(
            double lossShare, double duplicationShare, long latencyNanos, double tailShare, double stragglerShare) {
        public static final Weather FINE = new Weather(0, 0, 100 * MICROS, 0, 0);

        public static Weather bad(Chance chance) {
            return new Weather(
                    chance.happens(0.5) ? 0 : chance.between(0, 50) / 1_000.0,
                    chance.between(0, 50) / 1_000.0,
                    chance.between(50, 800) * MICROS,
                    chance.happens(0.5) ? 0 : chance.between(0, 30) / 1_000.0,
                    chance.between(0, 500) / 1_000.0);
        }
    }

    /** How bad the wires are from now on. */
    public void weather(Weather now) {
        weather = now;
    }

    /**
     * Nothing gets from {@code from} to {@code to} any more; what is under way is lost as well.
     *
     * @return ends this cut, and no other of the same direction
     */
    public Runnable cut(String from, String to) {
        cuts.computeIfAbsent(from, any -> new TreeMap<>()).merge(to, 1, Integer::sum);
        long madeAfter = heals;
        return () -> {
            if (madeAfter == heals) {
                cuts.getOrDefault(from, new TreeMap<>()).computeIfPresent(to, (key, n) -> n == 1 ? null : n - 1);
            }
        };
    }

    /** Nothing gets from one of these groups to the other, in either direction, until the result is run. */
    public Runnable cutBetween(List<String> these, List<String> those) {
        List<Runnable> ends = new ArrayList<>();
        for (String one : these) {
            for (String other : those) {
                ends.add(cut(one, other));
                ends.add(cut(other, one));
            }
        }
        return () -> ends.forEach(Runnable::run);
    }

    /**
     * What goes from {@code from} to {@code to} is under way for so much longer.
     *
     * @return ends it, if no other delay of the same direction has taken its place
     */
    public Runnable slow(String from, String to, long extraNanos) {
        TreeMap<String, Long> ofSender = delays.computeIfAbsent(from, any -> new TreeMap<>());
        ofSender.put(to, extraNanos);
        return () -> ofSender.remove(to, extraNanos);
    }

    /** Ends every cut and every delay. */
    public void heal() {
        cuts.clear();
        delays.clear();
        heals++;
    }

    public boolean isCut(String from, String to) {
        TreeMap<String, Integer> ofSender = cuts.isEmpty() ? null : cuts.get(from);
        return ofSender != null && ofSender.containsKey(to);
    }

    /** Delivers, perhaps: late, never, twice, or before what was sent earlier. A process reaches itself at once. */
    public void send(String from, String to, Runnable delivery) {
        if (from.equals(to)) {
            scheduler.after(chance.between(1, 20) * MICROS, delivery);
            return;
        }
        if (chance.happens(weather.lossShare())) {
            return;
        }
        deliverLater(from, to, delivery);
        if (chance.happens(weather.duplicationShare())) {
            deliverLater(from, to, delivery);
        }
    }

    /** Opens an ordered connection; who listens at its ends is the callers' concern. */
    public Connection connect(String from, String to) {
        return new Connection(this, from, to);
    }

    /** For how long something is under way from {@code from} to {@code to}. */
    long latencyNanos(String from, String to) {
        TreeMap<String, Long> ofSender = delays.isEmpty() ? null : delays.get(from);
        return latencyNanos() + (ofSender == null ? 0 : ofSender.getOrDefault(to, 0L));
    }

    public long latencyNanos() {
        return weather.tailShare() > 0 && chance.happens(weather.tailShare())
                ? chance.between(20, 3_000) * MILLIS
                : chance.longTailed(weather.latencyNanos(), 400 * MILLIS);
    }

    /** Whether something that was under way on a connection when it broke arrives nevertheless. */
    boolean straggles() {
        return chance.happens(weather.stragglerShare());
    }

    long stragglerNanos() {
        return chance.between(0, 1_500) * MILLIS;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    private void deliverLater(String from, String to, Runnable delivery) {
        scheduler.after(latencyNanos(from, to), () -> {
            if (!isCut(from, to)) {
                delivery.run();
            }
        });
    }
}
