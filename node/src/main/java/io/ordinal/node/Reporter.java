package io.ordinal.node;

import io.ordinal.protocol.NodeReport;
import io.ordinal.protocol.ReportAck;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeId;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Tells the rebalancer in office how the node's leaderships and peers are, and notices when nobody listens. */
final class Reporter {
    private final Member self;
    private final NodeTimes times;
    private final Turn turn;
    private final SortedMap<RangeId, Replica> replicas;
    private final Heartbeats heartbeats;
    private long report;
    private long sentNanos;
    private long heardNanos;
    private long suspectedNanos;
    private List<NodeId> toldSuspects = List.of();
    private List<NodeReport.Led> toldLed = List.of();
    private List<RangeId> toldWanting = List.of();
    private List<RangeId> toldSuspectIn = List.of();
    private long reign = -1;

    Reporter(Member self, NodeTimes times, Turn turn, SortedMap<RangeId, Replica> replicas, Heartbeats heartbeats) {
        this.self = self;
        this.times = times;
        this.turn = turn;
        this.replicas = replicas;
        this.heartbeats = heartbeats;
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
        }
        if (nowNanos - sentNanos >= times.reportNanos() / 10) {
            reportIfDue(map);
        }
        if (nowNanos - heardNanos > times.silenceNanos()) {
            suspect();
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
        List<NodeReport.Led> led = new ArrayList<>();
        List<RangeId> wanting = new ArrayList<>();
        List<RangeId> suspectIn = new ArrayList<>();
        for (Replica replica : replicas.values()) {
            replica.leading()
                    .ifPresent(leading -> led.add(new NodeReport.Led(
                            replica.range(), leading.epoch(), leading.isServing(), leading.level())));
            if (replica.wantsHigherEpoch()) {
                wanting.add(replica.range());
            }
            if (replica.isSuspect()) {
                suspectIn.add(replica.range());
            }
        }
        boolean news = !suspects.equals(toldSuspects)
                || !led.equals(toldLed)
                || !wanting.equals(toldWanting)
                || !suspectIn.equals(toldSuspectIn);
        if (!news && turn.nowNanos() - sentNanos < times.reportNanos()) {
            return;
        }
        toldSuspects = suspects;
        toldLed = led;
        toldWanting = wanting;
        toldSuspectIn = suspectIn;
        sentNanos = turn.nowNanos();
        turn.send(
                map.reign().holder().node(),
                new NodeReport(++report, self, map.version(), suspects, led, wanting, suspectIn));
    }

    private void suspect() {
        if (turn.nowNanos() - suspectedNanos >= times.resendNanos()) {
            suspectedNanos = turn.nowNanos();
            turn.add(new NodeEffect.SuspectRebalancer(reign));
        }
    }
}
