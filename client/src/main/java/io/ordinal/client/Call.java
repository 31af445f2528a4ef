package io.ordinal.client;

import org.jspecify.annotations.Nullable;

/** One request on its way to one node. Opaque to the shell, which gives it back with the answer. */
public final class Call {
    /** Null for a question after the map. */
    final @Nullable Pending operation;

    final Peer peer;
    final int attempt;
    /** The map it was routed by. */
    final long mapVersion;
    /** Asked only to learn a newer number, before the operation itself is sent again. */
    final boolean probe;

    private boolean over;

    Call(@Nullable Pending operation, Peer peer, int attempt, long mapVersion, boolean probe) {
        this.operation = operation;
        this.peer = peer;
        this.attempt = attempt;
        this.mapVersion = mapVersion;
        this.probe = probe;
        peer.outstanding++;
    }

    /** True once, for the first answer or break that comes. */
    boolean finish() {
        if (over) {
            return false;
        }
        over = true;
        peer.outstanding--;
        return true;
    }

    @Override
    public String toString() {
        return "attempt " + attempt + " at " + peer.address;
    }
}
