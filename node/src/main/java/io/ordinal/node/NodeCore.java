package io.ordinal.node;

import io.ordinal.protocol.ClientRequest;
import io.ordinal.protocol.Core;
import io.ordinal.protocol.Effects;
import io.ordinal.protocol.FetchCopy;
import io.ordinal.protocol.FetchLog;
import io.ordinal.protocol.Grant;
import io.ordinal.protocol.GrantRefused;
import io.ordinal.protocol.Heartbeat;
import io.ordinal.protocol.HeartbeatAck;
import io.ordinal.protocol.Message;
import io.ordinal.protocol.Mismatch;
import io.ordinal.protocol.MoveDigest;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.RangeMessage;
import io.ordinal.protocol.ReadRequest;
import io.ordinal.protocol.ReplicateAck;
import io.ordinal.protocol.ReportAck;
import io.ordinal.protocol.RetryRecord;
import io.ordinal.protocol.StaleEpoch;
import io.ordinal.protocol.StatusReply.RangeStatus;
import io.ordinal.protocol.StatusRequest;
import io.ordinal.protocol.WriteRequest;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.StoredMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A node: the replicas of all its ranges, and what they share, which is the journal, the grants, the heartbeats and the
 * reports. Hands each event to whom it concerns; the rules are theirs.
 */
public final class NodeCore implements Core<NodeEvent, NodeEffect> {
    private final Turn turn = new Turn();
    private final SortedMap<RangeId, Replica> replicas = new TreeMap<>();
    private final Recovery recovery;
    private final GrantDesk grants;
    private final Flow flow;
    private final CopyPace copyPace;
    private final Heartbeats heartbeats;
    private final Reporter reporter;
    private final Holdings holdings;
    private final ClientDesk clients;
    private final List<Replica> touched = new ArrayList<>();
    private @Nullable ClusterMap map;
    private long timersNanos = Long.MIN_VALUE;
    private boolean diskFull;
    private boolean booted;
    private boolean segmentFull;
    private boolean trimDue;
    private boolean stopped;
    private boolean leaving;
    private boolean handedOver;
    private boolean toldRoom = true;
    private String readOnlyWhy = "";

    /**
     * A node as its recovery left it.
     *
     * @param retriesInTable the answers that the table remembers for a range; asked when a map first says what is to
     *     become of the range, before anything is applied to it in this run
     * @param startNanos the clock now: for a lease time from here nothing is promised or renewed
     */
    public NodeCore(
            Member self,
            NodeTimes times,
            NodeLimits limits,
            Recovery recovery,
            Function<RangeId, List<RetryRecord>> retriesInTable,
            long startNanos) {
        this.recovery = recovery;
        turn.begin(startNanos, effect -> {});
        this.grants = new GrantDesk(times, limits, turn, recovery.marks(), startNanos);
        this.flow = new Flow(limits);
        this.copyPace = new CopyPace(turn);
        this.heartbeats = new Heartbeats(self.node(), times, turn, replicas);
        this.holdings = new Holdings(
                self,
                times,
                limits,
                turn,
                recovery,
                retriesInTable,
                grants,
                flow,
                copyPace,
                replicas,
                touched,
                startNanos);
        this.reporter = new Reporter(self, times, turn, replicas, heartbeats, holdings::lacking);
        this.clients = new ClientDesk(self, turn, grants, this::replicaOf, holdings::isBeingMade, this::mapVersion);
    }

    @Override
    public void step(NodeEvent event, long nowNanos, Effects<? super NodeEffect> effects) {
        if (stopped) {
            return;
        }
        turn.begin(nowNanos, effects);
        boot();
        try {
            dispatch(event);
        } catch (Invariant.Broken broken) {
            failStop(broken);
        }
    }

    @Override
    public void tick(long nowNanos, Effects<? super NodeEffect> effects) {
        if (stopped) {
            return;
        }
        turn.begin(nowNanos, effects);
        boot();
        try {
            grants.tick(mapVersion());
            holdings.tick();
            boolean timersWereDue = tickReplicas();
            copyPace.tick();
            clients.tick();
            heartbeats.tick();
            reporter.tick(map);
            if (timersWereDue) {
                tellReadOnly(); // which looks at every range
            }
            tellRoom();
            tellHandedOver();
            turn.end(segmentFull ? wholeState() : List.of());
            segmentFull = false;
            if (trimDue) {
                trimDue = false;
                trim();
            }
        } catch (Invariant.Broken broken) {
            failStop(broken);
        }
    }

    /**
     * A run of the node begins with a segment of its own, and that with the state of every range: nothing may be appended
     * before, or a replay that begins with this segment would miss it.
     */
    private void boot() {
        if (!booted) {
            booted = true;
            turn.roll(wholeState());
            recovery.findings().forEach(turn::append);
            recovery.remains().forEach(turn::change);
            holdings.resume();
        }
    }

    /**
     * Ranges that something happened to are seen to in every turn, the others when timers are due.
     *
     * @return whether they were
     */
    private boolean tickReplicas() {
        boolean timersAreDue = timersNanos == Long.MIN_VALUE || turn.nowNanos() - timersNanos >= TICK_NANOS;
        if (timersAreDue) {
            timersNanos = turn.nowNanos();
            touched.clear();
            replicas.values().forEach(replica -> replica.tick(true));
        } else {
            int now = touched.size(); // who is touched from here on is due in the next turn
            for (int i = 0; i < now; i++) {
                touched.get(i).tick(false);
            }
            touched.subList(0, now).clear();
        }
        return timersAreDue;
    }

    private void dispatch(NodeEvent event) {
        if (event instanceof NodeEvent.Received received) {
            heartbeats.heard(received.from());
            receive(received.from(), received.message());
        } else if (event instanceof NodeEvent.Asked asked) {
            ask(asked.to(), asked.request());
        } else if (event instanceof NodeEvent.ExpiryMet met) {
            clients.expire(met);
        } else if (event instanceof NodeEvent.CloseWanted wanted) {
            Replica replica = replicas.get(wanted.range());
            if (replica != null) {
                replica.askToClose(wanted.sequence());
            }
        } else if (event instanceof NodeEvent.JournalAppended appended) {
            turn.appended(appended.ticket());
        } else if (event instanceof NodeEvent.TableApplied applied) {
            turn.applied(applied.ticket());
        } else if (event instanceof NodeEvent.TableFlushed flushed) {
            turn.readDone(flushed.ticket(), flushed);
        } else if (event instanceof NodeEvent.EntryRead read) {
            turn.readDone(read.ticket(), read);
        } else if (event instanceof NodeEvent.LogRead read) {
            turn.readDone(read.ticket(), read);
        } else if (event instanceof NodeEvent.CopyRead read) {
            turn.readDone(read.ticket(), read);
        } else if (event instanceof NodeEvent.TombstonesFound found) {
            turn.readDone(found.ticket(), found);
        } else if (event instanceof NodeEvent.Digested digested) {
            turn.readDone(digested.ticket(), digested);
        } else if (event instanceof NodeEvent.NotRead notRead) {
            turn.readFailed(notRead.ticket());
        } else if (event instanceof NodeEvent.MapSeen seen) {
            mapSeen(seen.map());
        } else if (event instanceof NodeEvent.SequencerSeen seen) {
            grants.sequencerSeen(seen.term(), seen.holder().node(), seen.zxid());
        } else if (event instanceof NodeEvent.PeerLost lost) {
            peerLost(lost.peer());
        } else if (event instanceof NodeEvent.PeerConnected connected) {
            heartbeats.connected(connected.peer());
        } else if (event instanceof NodeEvent.WallClockRead read) {
            turn.wallClockRead(read.wallMillis());
        } else if (event instanceof NodeEvent.SegmentFull) {
            segmentFull = true;
            trimDue = true;
        } else if (event instanceof NodeEvent.DiskFull disk) {
            diskFull = disk.full();
            reporter.handOver(leaving || diskFull);
            grants.diskFull(diskFull);
            flow.diskFull(diskFull);
            clients.diskFull(diskFull);
        } else if (event instanceof NodeEvent.Leave) {
            leaving = true;
            reporter.handOver(true);
        } else if (event instanceof NodeEvent.ShutDown) {
            replicas.values().forEach(Replica::shutDown);
            clients.shutDown();
            turn.end(List.of());
            turn.add(new NodeEffect.Stopped());
            stopped = true;
        }
    }

    private void receive(NodeId from, Message message) {
        if (message instanceof Heartbeat heartbeat) {
            heartbeats.beaten(from, heartbeat);
        } else if (message instanceof HeartbeatAck ack) {
            heartbeats.acknowledged(from, ack);
        } else if (message instanceof Grant grant) {
            grants.granted(from, grant);
        } else if (message instanceof GrantRefused refused) {
            grants.refused(from, refused);
        } else if (message instanceof ReportAck ack) {
            reporter.acknowledged(ack);
        } else if (message instanceof RangeMessage about) {
            Replica replica = replicas.get(about.range());
            if (replica != null && mayTalk(from, replica, about)) {
                replica.received(from, about);
            }
        }
    }

    /**
     * Only members of a range have a say in it, and the target of a move as far as a follower has; others may at most be
     * served what they ask for.
     */
    private static boolean mayTalk(NodeId from, Replica replica, RangeMessage message) {
        boolean asksOnly = message instanceof FetchLog || message instanceof FetchCopy;
        boolean follows = message instanceof ReplicateAck
                || message instanceof Mismatch
                || message instanceof StaleEpoch
                || message instanceof MoveDigest;
        return asksOnly || replica.isMember(from) || (follows && replica.isTarget(from));
    }

    private void ask(ReplyTo to, ClientRequest request) {
        if (request instanceof WriteRequest write) {
            clients.write(to, write);
        } else if (request instanceof ReadRequest read) {
            clients.read(to, read);
        } else if (request instanceof StatusRequest) {
            List<RangeStatus> ranges =
                    replicas.values().stream().map(Replica::status).toList();
            turn.add(new NodeEffect.Status(
                    to, mapVersion(), readOnlyWhy, grants.term(), grants.highestIssued(), ranges));
        } else {
            turn.reply(to, clients.notResponsible());
        }
    }

    private void mapSeen(StoredMap seen) {
        if (map != null && seen.map().version() <= map.version()) {
            return;
        }
        map = seen.map();
        // ZooKeeper may show an older map after a restart: one that this node is past makes no replicas and drops none.
        boolean isNewest = seen.zxid() >= grants.marks().mapZxid();
        grants.mapSeen(seen.zxid());
        copyPace.settings(map.plan().settings());
        holdings.take(map, isNewest);
    }

    private void peerLost(NodeId peer) {
        heartbeats.connectionLost(peer);
        grants.peerLost(peer);
        reporter.peerLost(peer, map);
        replicas.values().forEach(replica -> replica.peerLost(peer));
    }

    private List<JournalRecord> wholeState() {
        List<JournalRecord> state = new ArrayList<>();
        state.add(new JournalRecord.MarksRaised(grants.marks()));
        state.addAll(holdings.state());
        return state;
    }

    private void trim() {
        Map<RangeId, Position> passed = new HashMap<>();
        replicas.forEach((range, replica) -> passed.put(range, replica.passed()));
        turn.add(new NodeEffect.Trim(passed));
        holdings.settle();
    }

    private void tellReadOnly() {
        String why = "";
        int suspect = count(Replica::isSuspectAndLeaderless);
        if (diskFull) {
            why = "the disk is full";
        } else if (suspect > 0) {
            why = suspect
                    + " ranges have no leader, and this node does not count for them, since it may have lost writes"
                    + " that it acknowledged: start more of their other members, or let the journals be the truth with"
                    + " `ordinal node --accept-loss`";
        } else if (grants.isDry()) {
            why = "no sequence numbers are to be had";
        } else {
            int lost = count(Replica::hasNoQuorum);
            if (lost > 0) {
                why = lost + " ranges have no quorum";
            }
        }
        if (!why.equals(readOnlyWhy)) {
            readOnlyWhy = why;
            turn.add(new NodeEffect.ReadOnly(why));
        }
    }

    private int count(Predicate<Replica> such) {
        int count = 0;
        for (Replica replica : replicas.values()) {
            count += such.test(replica) ? 1 : 0;
        }
        return count;
    }

    /** Network threads refuse writes by themselves while there is no room: what is refused costs the loop nothing. */
    private void tellRoom() {
        if (grants.budget().hasRoom() != toldRoom) {
            toldRoom = !toldRoom;
            turn.add(new NodeEffect.Room(toldRoom));
        }
    }

    private void tellHandedOver() {
        if (leaving && !handedOver && replicas.values().stream().noneMatch(Replica::isToBeHandedOver)) {
            handedOver = true;
            turn.add(new NodeEffect.HandedOver());
        }
    }

    private @Nullable Replica replicaOf(long token) {
        return map == null ? null : replicas.get(map.rangeOf(token).id());
    }

    private long mapVersion() {
        return map == null ? 0 : map.version();
    }

    private void failStop(Invariant.Broken broken) {
        stopped = true;
        turn.add(new NodeEffect.FailStop(String.valueOf(broken.getMessage())));
    }
}
