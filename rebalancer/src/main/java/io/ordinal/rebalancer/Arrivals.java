package io.ordinal.rebalancer;

import io.ordinal.ring.Member;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Since when this rebalancer sees nodes that are to come. A node joins once no other has come for a while, so that those
 * that come together are planned together, and a process that has just begun is warm when it is given work; but it does
 * not wait for ever for others that come one after the other.
 */
final class Arrivals {
    private static final int MOST_PAUSES = 5;

    private final long pauseNanos;
    private final Map<Member, Long> sinceNanos = new HashMap<>();

    Arrivals(RebalancerTimes times) {
        pauseNanos = times.joinPauseNanos();
    }

    /** Nothing is known of the time before. */
    void beginAfresh() {
        sinceNanos.clear();
    }

    void look(Collection<Member> coming, long nowNanos) {
        sinceNanos.keySet().retainAll(coming);
        coming.forEach(member -> sinceNanos.putIfAbsent(member, nowNanos));
    }

    /** Whether one that is to come has waited for long enough. */
    boolean mayJoin(Member coming, long nowNanos) {
        long cameNanos = sinceNanos.getOrDefault(coming, nowNanos);
        return nowNanos - cameNanos >= MOST_PAUSES * pauseNanos
                || sinceNanos.values().stream().allMatch(since -> nowNanos - since >= pauseNanos);
    }
}
