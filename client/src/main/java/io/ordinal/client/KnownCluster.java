package io.ordinal.client;

import io.ordinal.protocol.Effects;
import io.ordinal.ring.Address;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.Registration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the client knows of the cluster: the map, who is present, and the address book. A node that is not present any
 * more stays in the book: presence is a hint, and asking in vain costs less than not asking. Confined to the core.
 */
final class KnownCluster {
    private final List<Address> seeds;
    private final Map<NodeId, Registration> book = new TreeMap<>();
    private final Map<Address, Peer> peers = new LinkedHashMap<>();
    private @Nullable ClusterMap map;
    private List<Registration> present = List.of();
    private boolean presentFromSource;
    private int rotation;

    KnownCluster(List<Address> seeds) {
        this.seeds = List.copyOf(seeds);
    }

    @Nullable
    ClusterMap map() {
        return map;
    }

    long mapVersion() {
        return map == null ? 0 : map.version();
    }

    boolean presentFromSource() {
        return presentFromSource;
    }

    ClusterView view() {
        return new ClusterView(map, present);
    }

    /** Takes a newer map of the same cluster; any other is left. */
    boolean adopt(@Nullable ClusterMap candidate) {
        if (candidate == null
                || candidate.version() <= mapVersion()
                || (map != null && !map.cluster().equals(candidate.cluster()))) {
            return false;
        }
        map = candidate;
        return true;
    }

    /** Takes a list of members as some node knows it; nothing changes once a source of its own lists them. */
    boolean hearPresent(List<Registration> heard, Effects<? super ClientEffect> effects) {
        return !presentFromSource && take(heard, effects);
    }

    boolean seePresent(List<Registration> seen, Effects<? super ClientEffect> effects) {
        presentFromSource = true;
        return take(seen, effects);
    }

    private boolean take(List<Registration> registrations, Effects<? super ClientEffect> effects) {
        List<Registration> next = new ArrayList<>(registrations.size());
        for (Registration registration : registrations) {
            next.add(enter(registration, effects));
        }
        next.sort(Comparator.comparing(registration -> registration.member().node()));
        if (next.equals(present)) {
            return false;
        }
        present = List.copyOf(next);
        return true;
    }

    /** Enters a registration, unless the same disk is known from a later run; returns what then stands in the book. */
    private Registration enter(Registration registration, Effects<? super ClientEffect> effects) {
        NodeId node = registration.member().node();
        Registration known = book.get(node);
        if (known != null
                && known.member().equals(registration.member())
                && known.runNumber() >= registration.runNumber()) {
            return known;
        }
        book.put(node, registration);
        if (known != null && !known.address().equals(registration.address())) {
            leave(known.address(), effects);
        }
        return registration;
    }

    private void leave(Address address, Effects<? super ClientEffect> effects) {
        boolean used = seeds.contains(address)
                || book.values().stream()
                        .anyMatch(registration -> registration.address().equals(address));
        if (!used && peers.remove(address) != null) {
            effects.add(new ClientEffect.Disconnect(address));
        }
    }

    /** The leader's peer; null if there is no leader, or its address is not known. */
    @Nullable
    Peer leader(RangeAssignment range) {
        return range.leader() == null ? null : of(range.leader());
    }

    /**
     * A replica's peer: at the first try the least busy that has not failed lately, in turn among equals; afterwards
     * the next in the row. Null if no replica's address is known.
     */
    @Nullable
    Peer replica(RangeAssignment range, int tries, @Nullable Peer last, long nowNanos) {
        int size = range.members().size();
        int start = tries == 0 ? Math.floorMod(rotation++, size) : after(range, last);
        Peer best = null;
        for (int i = 0; i < size; i++) {
            Peer peer = of(range.members().get((start + i) % size));
            if (peer == null) {
                continue;
            }
            if (tries > 0) {
                return peer;
            }
            if (best == null || isBetter(peer, best, nowNanos)) {
                best = peer;
            }
        }
        return best;
    }

    private static boolean isBetter(Peer peer, Peer best, long nowNanos) {
        boolean suspect = peer.isSuspect(nowNanos);
        boolean bestSuspect = best.isSuspect(nowNanos);
        return suspect == bestSuspect ? peer.outstanding < best.outstanding : bestSuspect;
    }

    private int after(RangeAssignment range, @Nullable Peer last) {
        for (int i = 0; i < range.members().size(); i++) {
            if (of(range.members().get(i)) == last) {
                return (i + 1) % range.members().size();
            }
        }
        return 0;
    }

    /** The peer of this very member; another disk under its node id is somebody else. */
    @Nullable
    Peer of(Member member) {
        Registration registration = book.get(member.node());
        return registration == null || !registration.member().equals(member) ? null : at(registration.address());
    }

    @Nullable
    Peer of(NodeId node) {
        Registration registration = book.get(node);
        return registration == null ? null : at(registration.address());
    }

    @Nullable
    Registration present(NodeId node) {
        for (Registration registration : present) {
            if (registration.member().node().equals(node)) {
                return registration;
            }
        }
        return null;
    }

    private Peer at(Address address) {
        return peers.computeIfAbsent(address, Peer::new);
    }

    /** Whom to ask for the map next: in turn the present nodes and the seeds, those that failed lately last. */
    @Nullable
    Peer nextToAsk(long nowNanos) {
        List<Address> candidates = new ArrayList<>(present.size() + seeds.size());
        present.forEach(registration -> candidates.add(registration.address()));
        seeds.stream().filter(seed -> !candidates.contains(seed)).forEach(candidates::add);
        if (candidates.isEmpty()) {
            book.values().forEach(registration -> candidates.add(registration.address()));
        }
        Peer first = null;
        for (int i = 0; i < candidates.size(); i++) {
            Peer peer = at(candidates.get(Math.floorMod(rotation++, candidates.size())));
            if (!peer.isSuspect(nowNanos)) {
                return peer;
            }
            first = first == null ? peer : first;
        }
        return first;
    }
}
