package io.ordinal.node;

import io.ordinal.protocol.Heartbeat;
import io.ordinal.protocol.HeartbeatAck;
import io.ordinal.protocol.HeartbeatAck.RangeEpoch;
import io.ordinal.protocol.StaleEpoch;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Leases for all ranges of a pair of nodes at once, and who has been silent for too long. */
final class Heartbeats {
    private final NodeId self;
    private final NodeTimes times;
    private final Turn turn;
    private final SortedMap<RangeId, Replica> replicas;
    private final Map<NodeId, Long> heardNanos = new TreeMap<>();
    private final Map<NodeId, Boolean> lost = new TreeMap<>();
    private long sentNanos = Long.MIN_VALUE;

    Heartbeats(NodeId self, NodeTimes times, Turn turn, SortedMap<RangeId, Replica> replicas) {
        this.self = self;
        this.times = times;
        this.turn = turn;
        this.replicas = replicas;
    }

    void heard(NodeId peer) {
        heardNanos.put(peer, turn.nowNanos());
        lost.remove(peer);
    }

    void connectionLost(NodeId peer) {
        lost.put(peer, true);
    }

    void connected(NodeId peer) {
        lost.remove(peer);
    }

    void tick() {
        long nowNanos = turn.nowNanos();
        boolean isDue = sentNanos == Long.MIN_VALUE || nowNanos - sentNanos >= times.heartbeatNanos();
        if (!turn.takeHeartbeatWanted() && !isDue) {
            return;
        }
        sentNanos = nowNanos;
        Map<NodeId, List<Heartbeat.Beat>> beats = new TreeMap<>();
        for (Replica replica : replicas.values()) {
            replica.leading().ifPresent(leading -> {
                Heartbeat.Beat beat = new Heartbeat.Beat(
                        replica.range(),
                        leading.epoch(),
                        replica.durable().commit(),
                        leading.closing().inForce(),
                        leading.closing().inForceAt(),
                        replica.passed());
                if (leading.quorum().everybody().size() == 1) {
                    replica.renewed(self, leading.epoch(), nowNanos); // nobody else is there to be asked
                }
                for (NodeId member : leading.followers()) {
                    beats.computeIfAbsent(member, node -> new ArrayList<>()).add(beat);
                }
            });
        }
        beats.forEach((peer, each) -> {
            heardNanos.putIfAbsent(peer, nowNanos);
            turn.send(peer, new Heartbeat(nowNanos, each));
        });
    }

    /** A leader asks for its leases. */
    void beaten(NodeId from, Heartbeat heartbeat) {
        List<RangeEpoch> renewed = new ArrayList<>(heartbeat.beats().size());
        List<RangeEpoch> higher = new ArrayList<>();
        for (Heartbeat.Beat beat : heartbeat.beats()) {
            Replica replica = replicas.get(beat.range());
            if (replica == null || !replica.isMember(from)) {
                continue; // only members of a range have a say in it
            }
            if (replica.beat(from, beat)) {
                renewed.add(new RangeEpoch(beat.range(), beat.epoch()));
            } else if (replica.highestAsked() > beat.epoch()) {
                higher.add(new RangeEpoch(beat.range(), replica.highestAsked()));
            }
        }
        turn.send(from, new HeartbeatAck(heartbeat.sentNanos(), renewed, higher));
    }

    void acknowledged(NodeId from, HeartbeatAck ack) {
        for (RangeEpoch each : ack.renewed()) {
            Replica replica = replicas.get(each.range());
            if (replica != null && replica.isMember(from)) {
                replica.renewed(from, each.epoch(), ack.sentNanos());
            }
        }
        for (RangeEpoch each : ack.higher()) {
            Replica replica = replicas.get(each.range());
            if (replica != null && replica.isMember(from)) {
                replica.superseded(new StaleEpoch(each.range(), replica.role().epoch(), each.epoch()));
            }
        }
    }

    /** The peers whose connection was refused, or that this node hears from regularly and did not lately. */
    List<NodeId> suspects() {
        if (lost.isEmpty() && heardNanos.keySet().stream().noneMatch(this::isSilent)) {
            return List.of();
        }
        TreeMap<NodeId, Boolean> suspects = new TreeMap<>(lost);
        for (Replica replica : replicas.values()) {
            NodeId leader = replica.role().leader();
            if (leader != null && leader.equals(self)) {
                replica.leading()
                        .ifPresent(leading -> leading.quorum().everybody().forEach(peer -> {
                            if (isSilent(peer)) {
                                suspects.put(peer, true);
                            }
                        }));
            } else if (leader != null && isSilent(leader)) {
                suspects.put(leader, true);
            }
        }
        return List.copyOf(suspects.keySet());
    }

    private boolean isSilent(NodeId peer) {
        Long heard = heardNanos.get(peer);
        return !peer.equals(self) && heard != null && turn.nowNanos() - heard > times.silenceNanos();
    }
}
