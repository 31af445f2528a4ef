package io.ordinal.simulator.world;

import org.jspecify.annotations.Nullable;

/**
 * An ordered pipe in both directions, as TCP gives: what arrives arrives once and in order, until the connection
 * breaks. Then everything under way is lost, and each end that still runs is told, sooner or later.
 */
public final class Connection {
    private static final long LONGEST_SILENCE_NANOS = 400_000_000;

    private final Network network;
    private final String opener;
    private final String acceptor;
    private long openerHearsAtNanos;
    private long acceptorHearsAtNanos;
    private boolean broken;
    private @Nullable Runnable openerTold;
    private @Nullable Runnable acceptorTold;

    Connection(Network network, String opener, String acceptor) {
        this.network = network;
        this.opener = opener;
        this.acceptor = acceptor;
    }

    /** What each end does when it learns that the connection broke. */
    public void whenBroken(Runnable atOpener, Runnable atAcceptor) {
        openerTold = atOpener;
        acceptorTold = atAcceptor;
    }

    public boolean isBroken() {
        return broken;
    }

    /**
     * To the end that accepted.
     *
     * @param straggler runs in the place of {@code delivery} if the connection broke while this was under way and it
     *     arrives all the same, after what was sent on a later connection perhaps
     */
    public void toAcceptor(Runnable delivery, Runnable straggler) {
        acceptorHearsAtNanos = deliver(acceptorHearsAtNanos, opener, acceptor, delivery, straggler);
    }

    public void toOpener(Runnable delivery) {
        openerHearsAtNanos = deliver(openerHearsAtNanos, acceptor, opener, delivery, () -> {});
    }

    /** Breaks now. The ends learn of it after a while; a process that is gone by then is the callers' concern. */
    public void breakNow() {
        if (broken) {
            return;
        }
        broken = true;
        tell(openerTold);
        tell(acceptorTold);
    }

    private long deliver(long notBeforeNanos, String from, String to, Runnable delivery, Runnable straggler) {
        if (broken) {
            return notBeforeNanos;
        }
        Scheduler scheduler = network.scheduler();
        long atNanos = Math.max(notBeforeNanos + 1, scheduler.nowNanos() + network.latencyNanos(from, to));
        scheduler.after(atNanos - scheduler.nowNanos(), () -> {
            if (broken) {
                arriveLate(from, to, straggler);
            } else if (network.isCut(from, to)) {
                breakNow();
                arriveLate(from, to, straggler);
            } else {
                delivery.run();
            }
        });
        return atNanos;
    }

    private void arriveLate(String from, String to, Runnable straggler) {
        if (network.straggles()) {
            network.scheduler().after(network.stragglerNanos(), () -> {
                if (!network.isCut(from, to)) {
                    straggler.run();
                }
            });
        }
    }

    private void tell(@Nullable Runnable told) {
        if (told != null) {
            network.scheduler().after(Math.min(LONGEST_SILENCE_NANOS, 10 * network.latencyNanos()), told);
        }
    }
}
