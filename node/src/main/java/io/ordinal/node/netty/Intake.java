package io.ordinal.node.netty;

import io.ordinal.node.NodeEffect;
import io.ordinal.node.NodeEvent;
import io.ordinal.protocol.Core;
import io.ordinal.protocol.Effects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps the books of what the network has for the loop: its threads book an event in, or are refused before anything is
 * queued; the loop books it out as it takes it. Clients may fill but a part of the queue, so that what other nodes say,
 * and with it every lease, gets through however many ask.
 */
final class Intake implements Core<NodeEvent, NodeEffect> {
    /** Two turns of the loop: what waits behind them is late already. */
    private static final int MAX_WAITING_REQUESTS = 8_192;

    private final Core<NodeEvent, NodeEffect> core;
    private final long maxBytes;
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicLong requestBytes = new AtomicLong();
    private final AtomicLong messageBytes = new AtomicLong();
    private volatile boolean room = true;

    /** @param maxBytes keys and values of waiting requests; as many again of records in waiting messages */
    Intake(Core<NodeEvent, NodeEffect> core, long maxBytes) {
        this.core = core;
        this.maxBytes = maxBytes;
    }

    /** Whether the core has room for writes, as it said last. Any thread. */
    boolean hasRoom() {
        return room;
    }

    /** The core says whether it has room for writes. */
    void room(boolean there) {
        room = there;
    }

    /** Books an event in; false, and nothing is booked, if too much of its kind waits. Any thread. */
    boolean admit(NodeEvent event) {
        long bytes = event.heapBytes();
        if (event instanceof NodeEvent.Received) {
            return bytes == 0 || fits(messageBytes, bytes);
        }
        if (requests.incrementAndGet() <= MAX_WAITING_REQUESTS && fits(requestBytes, bytes)) {
            return true;
        }
        requests.decrementAndGet();
        return false;
    }

    /** Books an event out. Any thread. */
    void release(NodeEvent event) {
        if (event instanceof NodeEvent.Received) {
            messageBytes.addAndGet(-event.heapBytes());
        } else if (event instanceof NodeEvent.Asked
                || event instanceof NodeEvent.ExpiryMet
                || event instanceof NodeEvent.CloseWanted) {
            requests.decrementAndGet();
            requestBytes.addAndGet(-event.heapBytes());
        }
    }

    @Override
    public void step(NodeEvent event, long nowNanos, Effects<? super NodeEffect> effects) {
        release(event);
        core.step(event, nowNanos, effects);
    }

    @Override
    public void tick(long nowNanos, Effects<? super NodeEffect> effects) {
        core.tick(nowNanos, effects);
    }

    /** One that is larger than what is left fits, too. */
    private boolean fits(AtomicLong waiting, long bytes) {
        if (waiting.getAndAdd(bytes) < maxBytes) {
            return true;
        }
        waiting.addAndGet(-bytes);
        return false;
    }
}
