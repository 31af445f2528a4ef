package io.ordinal.client;

import io.ordinal.ring.Address;

/** An address that requests are sent to, and how that went of late. Confined to the core. */
final class Peer {
    final Address address;
    int outstanding;
    private long suspectUntilNanos = Long.MIN_VALUE;
    private boolean suspect;

    Peer(Address address) {
        this.address = address;
    }

    void suspectUntil(long untilNanos) {
        suspect = true;
        suspectUntilNanos = untilNanos;
    }

    void trust() {
        suspect = false;
    }

    boolean isSuspect(long nowNanos) {
        return suspect && nowNanos - suspectUntilNanos < 0;
    }
}
