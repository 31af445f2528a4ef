package io.ordinal.launcher;

import io.ordinal.node.netty.NodeShell;
import io.ordinal.protocol.netty.PeerConnections;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.ClusterMapSource.Subscription;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.Registration;
import io.ordinal.ring.StoredMap;
import io.ordinal.ring.zookeeper.ZooKeeperClusterMapStore;
import io.ordinal.ring.zookeeper.ZooKeeperMembers;
import io.ordinal.ring.zookeeper.ZooKeeperSession;
import io.ordinal.sequencer.zookeeper.ZooKeeperSequencerRecordStore;
import java.util.List;
import java.util.TreeSet;

/**
 * Tells a node, its offices and its connections to peers what ZooKeeper says: members, cluster map, sequencer record and
 * how the session stands. Everything here runs on the session's one thread, in order.
 */
final class Following implements AutoCloseable {
    private final Member self;
    private final NodeShell node;
    private final NodeOffices offices;
    private final PeerConnections peers;
    private final Closer subscriptions = new Closer();
    private final TreeSet<NodeId> connectedTo = new TreeSet<>();

    Following(Member self, NodeShell node, NodeOffices offices, PeerConnections peers) {
        this.self = self;
        this.node = node;
        this.offices = offices;
        this.peers = peers;
    }

    /** Begins to follow. Each of them is told the present state first. */
    void begin(
            ZooKeeperSession session,
            ZooKeeperMembers members,
            ZooKeeperClusterMapStore maps,
            ZooKeeperSequencerRecordStore records) {
        add("members", members.subscribe(present -> membersSeen(present, maps)));
        add("the map", maps.subscribe(stored -> {
            node.mapSeen(stored);
            tellCandidates(maps, members.present());
        }));
        add(
                "the sequencer record",
                records.subscribe(stored -> node.sequencerSeen(
                        stored.record().term(), stored.record().holder(), stored.zxid())));
        add("the session", session.subscribe(offices::sessionIs));
    }

    @Override
    public void close() {
        subscriptions.close();
    }

    private void add(String what, Subscription subscription) {
        subscriptions.add("the subscription to " + what, subscription::close);
    }

    private void membersSeen(List<Registration> present, ZooKeeperClusterMapStore maps) {
        TreeSet<NodeId> unneeded = new TreeSet<>(connectedTo);
        maps.current().map(StoredMap::map).ifPresent(map -> unneeded.removeAll(nodesOf(map)));
        for (Registration registration : present) {
            Member member = registration.member();
            unneeded.remove(member.node());
            if (!member.node().equals(self.node())) {
                connectedTo.add(member.node());
                peers.connect(member, registration.address());
            }
        }
        for (NodeId gone : unneeded) {
            connectedTo.remove(gone);
            peers.disconnect(gone);
        }
        node.membersSeen(present);
        offices.membersSeen(present);
        tellCandidates(maps, present);
    }

    private void tellCandidates(ZooKeeperClusterMapStore maps, List<Registration> present) {
        offices.candidatesAre(
                maps.current().map(stored -> stored.map().candidates(present)).orElse(present));
    }

    private static List<NodeId> nodesOf(ClusterMap map) {
        return map.nodes().stream().map(known -> known.member().node()).toList();
    }
}
