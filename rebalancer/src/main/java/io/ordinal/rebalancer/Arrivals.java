package io.ordinal.rebalancer;

import io.ordinal.ring.KnownNode;
import io.ordinal.ring.Member;
import io.ordinal.ring.Registration;
import io.ordinal.ring.Standing;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Since when this candidate sees nodes that the map does not count on yet. A node joins once no other has come for a while,
 * so that those that come together are planned together, and a process that has just begun is warm when it is given work;
 * but it does not wait for ever for others that come one after the other. Like {@link Absences} it is kept whether the
 * candidate is in office or not.
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

    void look(List<KnownNode> known, List<Registration> present, long nowNanos) {
        Set<Member> coming = new HashSet<>();
        present.forEach(registration -> coming.add(registration.member()));
        for (KnownNode node : known) {
            if (node.standing() != Standing.LOST) {
                coming.remove(node.member());
            }
        }
        sinceNanos.keySet().retainAll(coming);
        coming.forEach(member -> sinceNanos.putIfAbsent(member, nowNanos));
    }

    /** Whether a node that is not on the ring has waited for long enough. */
    boolean mayJoin(Member member, long nowNanos) {
        long cameNanos = sinceNanos.getOrDefault(member, nowNanos);
        return nowNanos - cameNanos >= MOST_PAUSES * pauseNanos
                || sinceNanos.values().stream().allMatch(since -> nowNanos - since >= pauseNanos);
    }
}
