package io.ordinal.node;

import io.ordinal.protocol.MoveProgress;
import io.ordinal.protocol.NodeReport;
import io.ordinal.protocol.ReportAck;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeId;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tells the rebalancer in office how the node's leaderships and peers are, and notices when nobody listens. */
final class Reporter {
    private final Member self;
    private final NodeTimes times;
    private final Turn turn;
    private final SortedMap<RangeId, Replica> replicas;
    private final Heartbeats heartbeats;
    private final Supplier<List<RangeId>> lacking;
    private long report;
    private long sentNanos;
    private long lookedNanos;
    private long heardNanos;
    private long suspectedNanos;
    private List<NodeId> toldSuspects = List.of();
    private List<Serving> toldServing = List.of();
    private List<RangeId> toldWanting = List.of();
    private List<RangeId> toldSuspectIn = List.of();
    private List<NodeReport.Sealed> toldSealed = List.of();
    private long reign = -1;
    private boolean handsOver;

    /** What the rebalancer must hear of a leadership at once; who is level in it may wait for the next report. */
    private record Serving(RangeId range, long epoch, boolean serves) {}

    /** @param lacking ranges that this node is a member of and cannot lead, since it cannot make them */
    Reporter(
            Member self,
            NodeTimes times,
            Turn turn,
            SortedMap<RangeId, Replica> replicas,
            Heartbeats heartbeats,
            Supplier<List<RangeId>> lacking) {
        this.self = self;
        this.times = times;
        this.turn = turn;
        this.replicas = replicas;
        this.heartbeats = heartbeats;
        this.lacking = lacking;
        this.suspectedNanos = turn.nowNanos() - times.resendNanos();
    }

    void tick(@Nullable ClusterMap map) {
        if (map == null) {
            return;
        }
        long nowNanos = turn.nowNanos();
        if (map.reign().number() != reign) {
            reign = map.reign().number();
            heardNanos = nowNanos;
            sentNanos = nowNanos - times.reportNanos();
            lookedNanos = sentNanos;
        }
        if (nowNanos - lookedNanos >= times.reportNanos() / 10) {
            lookedNanos = nowNanos;
            reportIfDue(map);
        }
        if (nowNanos - heardNanos > times.silenceNanos()) {
            suspect();
        }
    }

    /** From now on the node asks others to lead what it leads, or no longer does; it says so at once. */
    void handOver(boolean wanted) {
        if (handsOver != wanted) {
            handsOver = wanted;
            sentNanos = turn.nowNanos() - times.reportNanos();
            lookedNanos = sentNanos;
        }
    }

    void acknowledged(ReportAck ack) {
        if (ack.inOffice()) {
            heardNanos = turn.nowNanos();
        } else if (ack.report() == report) {
            suspect();
        }
    }

    void peerLost(NodeId peer, @Nullable ClusterMap map) {
        if (map != null && map.reign().holder().node().equals(peer)) {
            suspect();
        }
    }

    private void reportIfDue(ClusterMap map) {
        List<NodeId> suspects = heartbeats.suspects();
        List<Serving> serving = new ArrayList<>();
        List<RangeId> wanting = new ArrayList<>();
        List<RangeId> suspectIn = new ArrayList<>();
        for (Replica replica : replicas.values()) {
            replica.leading()
                    .ifPresent(
                            leading -> serving.add(new Serving(replica.range(), leading.epoch(), leading.isServing())));
            if (replica.wantsHigherEpoch()) {
                wanting.add(replica.range());
            }
            if (replica.isSuspect()) {
                suspectIn.add(replica.range());
            }
        }
        suspectIn.addAll(lacking.get());
        List<NodeReport.Sealed> sealed = sealed();
        boolean news = !suspects.equals(toldSuspects)
                || !serving.equals(toldServing)
                || !wanting.equals(toldWanting)
                || !suspectIn.equals(toldSuspectIn)
                || !sealed.equals(toldSealed);
        if (!news && turn.nowNanos() - sentNanos < times.reportNanos()) {
            return;
        }
        toldSuspects = suspects;
        toldServing = serving;
        toldWanting = wanting;
        toldSuspectIn = suspectIn;
        toldSealed = sealed;
        sentNanos = turn.nowNanos();
        turn.send(
                map.reign().holder().node(),
                new NodeReport(
                        ++report,
                        self,
                        map.version(),
                        suspects,
                        led(),
                        wanting,
                        suspectIn,
                        handsOver,
                        sealed,
                        moves()));
    }

    private List<NodeReport.Led> led() {
        List<NodeReport.Led> led = new ArrayList<>();
        for (Replica replica : replicas.values()) {
            replica.leading()
                    .ifPresent(leading -> led.add(new NodeReport.Led(
                            replica.range(), leading.epoch(), leading.isServing(), leading.level())));
        }
        return led;
    }

    private List<NodeReport.Sealed> sealed() {
        List<NodeReport.Sealed> sealed = new ArrayList<>();
        for (Replica replica : replicas.values()) {
            replica.leading()
                    .flatMap(Leading::sealedAt)
                    .ifPresent(at -> sealed.add(new NodeReport.Sealed(replica.range(), at)));
        }
        return sealed;
    }

    private List<MoveProgress> moves() {
        List<MoveProgress> moves = new ArrayList<>();
        for (Replica replica : replicas.values()) {
            replica.leading().flatMap(Leading::moving).ifPresent(moving -> moves.add(moving.progress()));
        }
        return moves;
    }

    private void suspect() {
        if (turn.nowNanos() - suspectedNanos >= times.resendNanos()) {
            suspectedNanos = turn.nowNanos();
            turn.add(new NodeEffect.SuspectRebalancer(reign));
        }
    }
}
