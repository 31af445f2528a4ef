package io.ordinal.launcher;

import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.ClusterMapSource;
import io.ordinal.ring.KnownNode;
import io.ordinal.ring.Member;
import io.ordinal.ring.Members;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.Registration;
import io.ordinal.ring.StoredMap;
import java.util.Optional;

/**
 * Which disk the cluster knows under a node id: the one in the cluster map, or else the one that is registered. Safe for
 * use by any thread, never blocks.
 */
record KnownMembers(ClusterMapSource maps, Members members) {
    /** Whether it is the member that the cluster knows under its node id. */
    boolean isKnown(Member member) {
        return find(member.node()).filter(member::equals).isPresent();
    }

    Optional<Member> find(NodeId node) {
        Optional<ClusterMap> map = maps.current().map(StoredMap::map);
        if (map.isPresent()) {
            for (KnownNode known : map.get().nodes()) {
                if (known.member().node().equals(node)) {
                    return Optional.of(known.member());
                }
            }
        }
        return members.present().stream()
                .map(Registration::member)
                .filter(member -> member.node().equals(node))
                .findFirst();
    }
}
