package io.ordinal.node;

import io.ordinal.ring.MoveSettings;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeId;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How fast this node sends copies to the targets of moves: pages that would be above the limit wait for their turn, and
 * while moves are paused all of them do. Copies for members that lag are not held back: they mend what is broken.
 *
 * <p>A token bucket: what may be sent grows with time, up to what a tenth of a second is worth, and a page goes out while
 * anything is left; it may overdraw, and those behind it wait the longer.
 */
final class CopyPace {
    private static final long BURST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private record Asker(RangeId range, NodeId peer) {}

    private final Turn turn;
    private final Map<Asker, Runnable> waiting = new LinkedHashMap<>();
    private MoveSettings settings = MoveSettings.DEFAULT;
    private long refilledNanos;
    private double leftBytes;

    CopyPace(Turn turn) {
        this.turn = turn;
        this.refilledNanos = turn.nowNanos();
    }

    void settings(MoveSettings now) {
        settings = now;
    }

    /** Sends a page now or later; one that the peer asked for before and that still waits is forgotten. */
    void ask(RangeId range, NodeId peer, Runnable sendPage) {
        waiting.put(new Asker(range, peer), sendPage);
        tick();
    }

    /** A page of so many bytes went out to the target of a move. */
    void sent(long bytes) {
        leftBytes -= bytes;
    }

    void tick() {
        refill();
        Iterator<Runnable> next = waiting.values().iterator();
        while (!settings.paused() && (isUnlimited() || leftBytes > 0) && next.hasNext()) {
            Runnable sendPage = next.next();
            next.remove();
            sendPage.run();
            if (!isUnlimited()) {
                return; // what the page weighs is known when it was read
            }
        }
    }

    private boolean isUnlimited() {
        return settings.bytesPerSecond() == 0;
    }

    private void refill() {
        long passedNanos = turn.nowNanos() - refilledNanos;
        refilledNanos = turn.nowNanos();
        double most = settings.bytesPerSecond() * (BURST_NANOS / 1e9);
        leftBytes = Math.min(most, leftBytes + settings.bytesPerSecond() * (passedNanos / 1e9));
    }
}
