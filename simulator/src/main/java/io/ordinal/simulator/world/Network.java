package io.ordinal.simulator.world;

import java.util.TreeSet;

/**
 * The wires between processes. Between nodes a message may be lost, doubled, late, or overtaken; an ordered
 * {@link Connection} delivers all in order until it breaks and loses what was under way. Any direction can be cut.
 */
public final class Network {
    private static final long MICROS = 1_000;
    private static final long MILLIS = 1_000_000;

    private final Scheduler scheduler;
    private final Chance chance;
    private final TreeSet<Direction> cut = new TreeSet<>();
    private double loss;
    private double duplication;
    private long latencyNanos = 100 * MICROS;
    private long sent;
    private long lost;
    private long doubled;

    public Network(Scheduler scheduler, Chance chance) {
        this.scheduler = scheduler;
        this.chance = chance;
    }

    /** How bad the wires are from now on. Probabilities are per message. */
    public void weather(double loss, double duplication, long typicalLatencyNanos) {
        this.loss = loss;
        this.duplication = duplication;
        this.latencyNanos = typicalLatencyNanos;
    }

    /** Nothing gets from {@code from} to {@code to} until {@link #heal}; what is under way is lost as well. */
    public void cut(String from, String to) {
        cut.add(new Direction(from, to));
    }

    public void heal() {
        cut.clear();
    }

    public boolean isCut(String from, String to) {
        return cut.contains(new Direction(from, to));
    }

    /** Delivers, perhaps: late, never, twice, or before what was sent earlier. A process reaches itself at once. */
    public void send(String from, String to, Runnable delivery) {
        sent++;
        if (from.equals(to)) {
            scheduler.after(chance.between(1, 20) * MICROS, delivery);
            return;
        }
        if (chance.happens(loss)) {
            lost++;
            return;
        }
        deliverLater(from, to, delivery);
        if (chance.happens(duplication)) {
            doubled++;
            deliverLater(from, to, delivery);
        }
    }

    /** Opens an ordered connection; who listens at its ends is the callers' concern. */
    public Connection connect(String from, String to) {
        return new Connection(this, from, to);
    }

    public long latencyNanos() {
        return chance.longTailed(latencyNanos, 400 * MILLIS);
    }

    /** How many messages were sent, lost by chance, and doubled. */
    public String statistics() {
        return sent + " messages, " + lost + " lost, " + doubled + " doubled";
    }

    public long messagesSent() {
        return sent;
    }

    public long messagesLost() {
        return lost;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    private void deliverLater(String from, String to, Runnable delivery) {
        scheduler.after(latencyNanos(), () -> {
            if (isCut(from, to)) {
                lost++;
            } else {
                delivery.run();
            }
        });
    }

    private record Direction(String from, String to) implements Comparable<Direction> {
        @Override
        public int compareTo(Direction other) {
            int byFrom = from.compareTo(other.from);
            return byFrom != 0 ? byFrom : to.compareTo(other.to);
        }
    }
}
