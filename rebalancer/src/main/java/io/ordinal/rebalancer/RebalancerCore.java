package io.ordinal.rebalancer;

import io.ordinal.protocol.ClusterCommand;
import io.ordinal.protocol.Core;
import io.ordinal.protocol.Effects;
import io.ordinal.protocol.MovesReply;
import io.ordinal.protocol.NodeReport;
import io.ordinal.protocol.ReportAck;
import io.ordinal.rebalancer.RebalancerEffect.Announce;
import io.ordinal.rebalancer.RebalancerEffect.FailStop;
import io.ordinal.rebalancer.RebalancerEffect.OfficeLost;
import io.ordinal.rebalancer.RebalancerEffect.OfficeTaken;
import io.ordinal.rebalancer.RebalancerEffect.Send;
import io.ordinal.rebalancer.RebalancerEffect.Stopped;
import io.ordinal.rebalancer.RebalancerEffect.WentBackInTime;
import io.ordinal.ring.CasOutcome;
import io.ordinal.ring.ClusterId;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.FirstMap;
import io.ordinal.ring.KnownNode;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.Reign;
import io.ordinal.ring.StoreExchange;
import io.ordinal.ring.StoredMap;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The rebalancer of a process: a standing candidate that alone changes the cluster map while it holds the office.
 *
 * <p>The office is the reign that the map names, and is taken by writing a map with the next one. Every change is a
 * conditional write of a map derived from the very one it replaces, so two that believe to be in office cannot both
 * succeed. An unknown outcome is read back: the map's random id tells whether the write happened, and "not there" means not
 * yet, so the same map is written again with the same version. Without ZooKeeper the holder does nothing, and tells nodes
 * that it is not in office.
 *
 * <p>{@link RebalancerRole} lists the legal transitions, {@link NodeView#judge} says who counts as dead. Confined to one
 * thread.
 */
public final class RebalancerCore implements Core<RebalancerEvent, RebalancerEffect> {
    private static final int MAX_REPLICATION_FACTOR = 3;

    /** How long the plan may rest while nothing happens but time. */
    private static final long MAX_REST_NANOS = 5 * TICK_NANOS;

    private final Member self;
    private final ClusterId cluster;
    private final int initialNodes;
    private final RebalancerTimes times;
    private final RandomGenerator random;

    private final World world = new World();
    private final Challenge challenge;
    private final StoreExchange exchange = new StoreExchange();
    private final NodeView nodes;
    private final Absences absences = new Absences();
    private final Arrivals arrivals;
    private final RingTarget target = new RingTarget();
    private final MoveHolds holds = new MoveHolds();
    private @Nullable Seals seals;
    private @Nullable Interruptions interruptions;
    private final CommandDesk desk = new CommandDesk();
    private final StuckMoves stuck = new StuckMoves();
    private final MovesView view = new MovesView();
    private final MoveSteps steps = new MoveSteps();

    private RebalancerRole role = RebalancerRole.WATCHING;
    private boolean connected;

    /** The write under way, or in doubt. */
    private @Nullable Attempt attempt;

    /** In office: who we are in the map. */
    private @Nullable Reign reign;

    private long lastChangeNanos;

    /** Whether something has happened since it last looked, and planned if in office, that may change what it does. */
    private boolean stirred;

    private long plannedNanos;

    /** Whether the last step that was taken was one of leadership return. */
    private boolean returning;

    /**
     * @param self who takes the office, as it is registered
     * @param cluster the identity that every node of the cluster says in its handshakes; the first map carries it
     * @param initialNodes how many members must be present before the first map is made; with fewer than three, the
     *     replication factor is that number, for ever
     * @param random ids of maps and reigns are drawn from it
     */
    public RebalancerCore(
            ClusterId cluster, Member self, int initialNodes, RebalancerTimes times, RandomGenerator random) {
        this.cluster = cluster;
        if (initialNodes < 1) {
            throw new IllegalArgumentException("a cluster begins with at least 1 node, not " + initialNodes);
        }
        this.self = self;
        this.initialNodes = initialNodes;
        this.times = times;
        this.random = random;
        this.challenge = new Challenge(self, initialNodes, times);
        this.nodes = new NodeView(times);
        this.arrivals = new Arrivals(times);
    }

    @Override
    public void step(RebalancerEvent event, long nowNanos, Effects<? super RebalancerEffect> effects) {
        stirred |= !(event instanceof RebalancerEvent.Received); // which may be the same again
        if (role == RebalancerRole.STOPPED) {
            answerWithoutOffice(event, nowNanos, effects);
        } else if (event instanceof RebalancerEvent.Received received) {
            reported(received.from(), received.report(), nowNanos, effects);
        } else if (event instanceof RebalancerEvent.Commanded commanded) {
            commanded(commanded.ticket(), commanded.command(), effects);
        } else if (event instanceof RebalancerEvent.MovesAsked asked) {
            movesAsked(asked.ticket(), nowNanos, effects);
        } else if (event instanceof RebalancerEvent.MapSeen seen) {
            mapSeen(seen.map(), nowNanos, effects);
        } else if (event instanceof RebalancerEvent.MapWriteEnded ended) {
            writeEnded(ended.ticket(), ended.outcome(), nowNanos, effects);
        } else if (event instanceof RebalancerEvent.MapReadBack readBack) {
            readEnded(readBack, nowNanos, effects);
        } else if (event instanceof RebalancerEvent.MembersSeen members) {
            challenge.membersSeen(members.present(), nowNanos);
            nodes.membersSeen(members.present());
        } else if (event instanceof RebalancerEvent.Suspected suspected) {
            challenge.suspected(suspected.reign(), nowNanos);
        } else if (event instanceof RebalancerEvent.ZooKeeperConnected) {
            connected = true;
            nodes.beginAfresh(nowNanos);
            absences.beginAfresh();
            exchange.wantRead(nowNanos);
        } else if (event instanceof RebalancerEvent.ZooKeeperSuspended) {
            connected = false;
        } else if (event instanceof RebalancerEvent.MarksSeen marks) {
            world.ownMark(marks.marks().mapZxid());
        } else if (event instanceof RebalancerEvent.Stop) {
            loseOffice("stopped", effects);
            become(RebalancerRole.STOPPED);
            effects.add(new Stopped());
        }
    }

    @Override
    public void tick(long nowNanos, Effects<? super RebalancerEffect> effects) {
        if (role == RebalancerRole.STOPPED || !connected) {
            return;
        }
        if (exchange.readDue(nowNanos)) {
            world.readSent();
            effects.add(new RebalancerEffect.ReadBack(exchange.beginRead()));
        }
        if (!exchange.isIdle()) {
            return;
        }
        ClusterMap map = world.map();
        boolean isDue = stirred || nowNanos - plannedNanos >= MAX_REST_NANOS;
        if (isDue) {
            stirred = false;
            plannedNanos = nowNanos;
        }
        if (isDue && map != null) {
            absences.look(map.nodes(), nodes.present(), nowNanos);
        }
        if (role == RebalancerRole.IN_OFFICE && map != null) {
            if (isDue) {
                govern(map, nowNanos, effects);
            }
        } else if (role == RebalancerRole.WATCHING
                && world.ownMarksKnown()
                && challenge.isDue(map == null ? null : map.reign(), nowNanos)) {
            takeOffice(map, nowNanos, effects);
        }
    }

    private void reported(NodeId from, NodeReport report, long nowNanos, Effects<? super RebalancerEffect> effects) {
        world.versionSeen(report.mapVersion());
        boolean inOffice = role == RebalancerRole.IN_OFFICE && connected;
        if (inOffice && report.reporter().node().equals(from)) {
            stirred |= nodes.reported(report, nowNanos);
        }
        ClusterMap map = world.map();
        effects.add(new Send(from, new ReportAck(report.report(), inOffice, map == null ? 0 : map.version())));
        if (inOffice && world.newestIsBehind() && exchange.isIdle()) {
            exchange.wantRead(nowNanos);
        }
    }

    /** The process still takes requests while it stops: who asks is told at once to ask elsewhere. */
    private void answerWithoutOffice(RebalancerEvent event, long nowNanos, Effects<? super RebalancerEffect> effects) {
        if (event instanceof RebalancerEvent.Commanded commanded) {
            commanded(commanded.ticket(), commanded.command(), effects);
        } else if (event instanceof RebalancerEvent.MovesAsked asked) {
            movesAsked(asked.ticket(), nowNanos, effects);
        }
    }

    private void commanded(long ticket, ClusterCommand command, Effects<? super RebalancerEffect> effects) {
        if (role == RebalancerRole.IN_OFFICE && connected) {
            desk.take(ticket, command, effects);
        } else {
            CommandDesk.notInOffice(ticket, effects);
        }
    }

    private void movesAsked(long ticket, long nowNanos, Effects<? super RebalancerEffect> effects) {
        ClusterMap map = world.map();
        boolean inOffice = role == RebalancerRole.IN_OFFICE && connected && map != null;
        List<MovesReply.MoveStatus> moves =
                inOffice ? view.status(map, nodes.judge(nowNanos), target, holds, stuck, nowNanos) : List.of();
        effects.add(
                new RebalancerEffect.Answer(ticket, new MovesReply(inOffice, map == null ? 0 : map.version(), moves)));
    }

    private void mapSeen(StoredMap stored, long nowNanos, Effects<? super RebalancerEffect> effects) {
        if (!world.hint(stored, role == RebalancerRole.IN_OFFICE)) {
            return;
        }
        challenge.mapSeen(stored.map(), nowNanos);
        if (role == RebalancerRole.IN_OFFICE && !isOurs(stored.map())) {
            endReign("the map names " + stored.map().reign().holder(), nowNanos, effects);
        } else if (role == RebalancerRole.BACK_IN_TIME) {
            exchange.wantRead(nowNanos);
        }
    }

    // ---- writes and how they ended

    private void write(Attempt next, Effects<? super RebalancerEffect> effects) {
        attempt = next;
        effects.add(next.effect(exchange.beginWrite()));
    }

    private void writeEnded(long ticket, CasOutcome outcome, long nowNanos, Effects<? super RebalancerEffect> effects) {
        Attempt ended = attempt;
        if (!exchange.writeEnded(ticket) || ended == null) {
            return; // Answers that come after their reign has ended change nothing.
        }
        if (outcome == CasOutcome.WRITTEN) {
            written(ended, ended.stored(), nowNanos, effects);
        } else {
            exchange.wantRead(nowNanos);
        }
    }

    private void readEnded(
            RebalancerEvent.MapReadBack readBack, long nowNanos, Effects<? super RebalancerEffect> effects) {
        if (!exchange.readEnded(readBack.ticket())) {
            return;
        }
        if (readBack.failed()) {
            exchange.wantRead(nowNanos + times.retryNanos());
            return;
        }
        StoredMap found = readBack.map();
        if (world.isBehindRead(found)) {
            standAside(nowNanos, effects);
            return;
        }
        if (found != null) {
            world.take(found);
            challenge.mapSeen(found.map(), nowNanos);
        }
        Attempt doubtful = attempt;
        if (role == RebalancerRole.BACK_IN_TIME) {
            become(RebalancerRole.WATCHING);
        } else if (doubtful != null && !exchange.isWriting()) {
            settle(doubtful, found, nowNanos, effects);
        } else if (role == RebalancerRole.IN_OFFICE && (found == null || !isOurs(found.map()))) {
            endReign("the map names another rebalancer", nowNanos, effects);
        }
    }

    private void settle(
            Attempt doubtful, @Nullable StoredMap found, long nowNanos, Effects<? super RebalancerEffect> effects) {
        if (found != null && doubtful.isIn(found)) {
            written(doubtful, found, nowNanos, effects);
        } else if (doubtful.isNotYetIn(found)) {
            if (connected) {
                write(doubtful, effects);
            } else {
                exchange.wantRead(nowNanos);
            }
        } else if (role == RebalancerRole.TAKING) {
            attempt = null;
            become(RebalancerRole.WATCHING);
        } else {
            endReign("another map was written", nowNanos, effects);
        }
    }

    private void written(Attempt done, StoredMap stored, long nowNanos, Effects<? super RebalancerEffect> effects) {
        attempt = null;
        world.take(stored);
        challenge.mapSeen(stored.map(), nowNanos);
        lastChangeNanos = nowNanos;
        if (role == RebalancerRole.TAKING) {
            reign = done.next().reign();
            become(RebalancerRole.IN_OFFICE);
            nodes.beginAfresh(nowNanos);
            arrivals.beginAfresh();
            holds.beginAfresh();
            stuck.beginAfresh();
            steps.beginAfresh();
            seals = null;
            interruptions = null;
            returning = false;
            effects.add(new OfficeTaken(done.next().reign().number()));
        }
        effects.add(new Announce(done.next().version(), done.what()));
        desk.written(effects);
    }

    // ---- the office

    private void takeOffice(@Nullable ClusterMap map, long nowNanos, Effects<? super RebalancerEffect> effects) {
        if (world.newestIsBehind()) {
            exchange.wantRead(nowNanos + times.retryNanos());
            return;
        }
        Reign next = new Reign(map == null ? 1 : map.reign().number() + 1, randomId(), self);
        become(RebalancerRole.TAKING);
        if (map == null) {
            write(firstMap(next), effects);
            return;
        }
        challenge.made(nowNanos);
        Draft draft = new Draft(map);
        draft.takeOffice(next);
        draft.changed(
                self + " takes the office of rebalancer from " + map.reign().holder());
        write(draft, effects);
    }

    private Attempt firstMap(Reign first) {
        List<KnownNode> present =
                nodes.present().stream().map(Bookkeeping::knownNode).toList();
        int replicationFactor = Math.min(MAX_REPLICATION_FACTOR, initialNodes);
        ClusterMap map = FirstMap.of(cluster, first, present, replicationFactor, randomId());
        return new Attempt(map, null, "the first map, of " + present.size() + " nodes");
    }

    private void govern(ClusterMap map, long nowNanos, Effects<? super RebalancerEffect> effects) {
        NodeView.Verdict verdict = nodes.judge(nowNanos);
        Draft draft = new Draft(map);
        stuck.look(map, verdict, nowNanos);
        view.look(map, verdict, nowNanos);
        steps.look(map, verdict, nowNanos, effects);
        Roster.plan(draft, nodes.present(), arrivals, absences, nowNanos);
        desk.carryOut(draft, nodes.present(), holds, nowNanos, effects);
        Bookkeeping.clearPrevious(draft, verdict);
        Failover.plan(draft, verdict);
        target.take(draft);
        seals = new Seals(seals, draft.ranges(), verdict, holds, nowNanos);
        interruptions = new Interruptions(interruptions, times, draft.ranges(), verdict, nowNanos);
        // What is ready goes before what is to be begun: splits that are never sealed would take every turn.
        Moves.plan(draft, verdict, target, holds, absences, stuck, interruptions, nowNanos);
        Splits.plan(draft, target, seals, interruptions);
        Merges.plan(draft, target, seals, interruptions);
        steps.meanToGiveUp(draft.givenUp());
        if (!draft.isEmpty()) {
            returning = false;
        } else if (returning || nowNanos - lastChangeNanos >= times.returnPauseNanos()) {
            LeadershipReturn.plan(draft, verdict, interruptions);
            returning |= !draft.isEmpty();
        }
        if (draft.isEmpty()) {
            desk.written(effects);
        } else {
            write(draft, effects);
        }
    }

    private void write(Draft draft, Effects<? super RebalancerEffect> effects) {
        try {
            write(new Attempt(draft.finish(randomId()), world.newest(), draft.changes()), effects);
        } catch (IllegalStateException e) {
            effects.add(new FailStop(e.getMessage()));
        }
    }

    private void endReign(String why, long nowNanos, Effects<? super RebalancerEffect> effects) {
        loseOffice(why, effects);
        become(RebalancerRole.WATCHING);
        exchange.wantRead(nowNanos);
    }

    private void standAside(long nowNanos, Effects<? super RebalancerEffect> effects) {
        exchange.wantRead(nowNanos + times.patienceNanos());
        if (role != RebalancerRole.BACK_IN_TIME) {
            String why = "the cluster map is behind what nodes have seen";
            loseOffice(why, effects);
            become(RebalancerRole.BACK_IN_TIME);
            effects.add(new WentBackInTime(why
                    + ": was ZooKeeper restored from a backup? Start the cluster above the highest mark of all nodes"));
        }
    }

    private void loseOffice(String why, Effects<? super RebalancerEffect> effects) {
        if (reign != null) {
            effects.add(new OfficeLost(reign.number(), why));
        }
        reign = null;
        attempt = null;
        desk.lost(effects);
    }

    private boolean isOurs(ClusterMap map) {
        return map.reign().equals(reign);
    }

    private UUID randomId() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    /** The one place where the role changes. */
    private void become(RebalancerRole next) {
        if (!role.mayBecome(next)) {
            throw new IllegalStateException("a rebalancer that is " + role + " cannot become " + next);
        }
        role = next;
    }
}
