package io.ordinal.rebalancer;

import io.ordinal.ring.KnownNode;
import io.ordinal.ring.Member;
import io.ordinal.ring.Registration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Since when this candidate misses nodes that the map knows. It looks whether it is in office or not, so that a change of
 * the office does not begin the count anew, but only while it can see who is there.
 */
final class Absences {
    private final Map<Member, Long> sinceNanos = new HashMap<>();

    /** Nothing is known of the time before. */
    void beginAfresh() {
        sinceNanos.clear();
    }

    void look(List<KnownNode> known, List<Registration> present, long nowNanos) {
        Set<Member> here = new HashSet<>();
        present.forEach(registration -> here.add(registration.member()));
        for (KnownNode node : known) {
            if (here.contains(node.member())) {
                sinceNanos.remove(node.member());
            } else {
                sinceNanos.putIfAbsent(node.member(), nowNanos);
            }
        }
    }

    boolean isAbsentFor(Member member, int seconds, long nowNanos) {
        Long since = sinceNanos.get(member);
        return since != null && nowNanos - since >= TimeUnit.SECONDS.toNanos(seconds);
    }
}
