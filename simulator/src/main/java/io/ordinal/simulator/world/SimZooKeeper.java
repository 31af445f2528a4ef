package io.ordinal.simulator.world;

import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.Registration;
import io.ordinal.sequencer.SequencerRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The ZooKeeper ensemble as one server: the map, the sequencer record, the registrations, and the sessions that keep
 * those alive. It can be gone for a while; sessions then last until it is back.
 */
public final class SimZooKeeper {
    /** The name by which the network knows it. */
    public static final String ADDRESS = "zookeeper";

    static final long SESSION_TIMEOUT_NANOS = 4_000_000_000L;
    private static final long SESSION_CHECK_NANOS = 500_000_000L;

    private final Scheduler scheduler;
    private final Trace trace;
    private final ZooKeeperRecord<ClusterMap> map = new ZooKeeperRecord<>();
    private final ZooKeeperRecord<SequencerRecord> sequencer = new ZooKeeperRecord<>();
    private final TreeMap<NodeId, Ephemeral> members = new TreeMap<>();
    private final TreeMap<Long, Long> sessionsHeardAtNanos = new TreeMap<>();
    private final List<ZooKeeperClient> clients = new ArrayList<>();
    private long zxid = 1;
    private long sessions;
    private boolean gone;
    private double unknownOutcomes;
    private double missedWatches;

    public SimZooKeeper(Scheduler scheduler, Trace trace) {
        this.scheduler = scheduler;
        this.trace = trace;
        scheduler.every(SESSION_CHECK_NANOS, this::expireSessions);
    }

    /** All servers stop, or come back; what was written stays. */
    public void gone(boolean isGone) {
        this.gone = isGone;
        if (!isGone) {
            sessionsHeardAtNanos.replaceAll((session, heard) -> scheduler.nowNanos());
        }
    }

    /** How often, from now on, a conditional write's outcome stays unknown, and a watch is missed. Probabilities. */
    public void weather(double unknownOutcomesShare, double missedWatchesShare) {
        this.unknownOutcomes = unknownOutcomesShare;
        this.missedWatches = missedWatchesShare;
    }

    double unknownOutcomes() {
        return unknownOutcomes;
    }

    double missedWatches() {
        return missedWatches;
    }

    public boolean isGone() {
        return gone;
    }

    /** The server forgets the session that keeps {@code node}'s registration, as after a long silence. */
    public void expireSessionOf(NodeId node) {
        Ephemeral ephemeral = members.get(node);
        if (ephemeral != null) {
            endSession(ephemeral.session());
        }
    }

    Trace trace() {
        return trace;
    }

    ZooKeeperRecord<ClusterMap> map() {
        return map;
    }

    ZooKeeperRecord<SequencerRecord> sequencer() {
        return sequencer;
    }

    /** The map as the ensemble has it. */
    public Optional<ClusterMap> currentMap() {
        return map.current().map(ZooKeeperRecord.Stamped::value);
    }

    List<Registration> present() {
        return members.values().stream().map(Ephemeral::registration).toList();
    }

    long membersZxid() {
        return zxid;
    }

    long nextZxid() {
        return ++zxid;
    }

    void watch(ZooKeeperClient client) {
        clients.add(client);
    }

    void unwatch(ZooKeeperClient client) {
        clients.remove(client);
    }

    long openSession() {
        sessions++;
        sessionsHeardAtNanos.put(sessions, scheduler.nowNanos());
        return sessions;
    }

    /** Whether the session still lives; hearing of it keeps it alive. */
    boolean hear(long session) {
        return sessionsHeardAtNanos.replace(session, scheduler.nowNanos()) != null;
    }

    /**
     * Creates the ephemeral of a node. One left by an earlier run of the same disk is replaced, one of another disk
     * stays.
     *
     * @return whether it is there now
     */
    boolean register(long session, Registration self) {
        if (!sessionsHeardAtNanos.containsKey(session)) {
            return false;
        }
        Ephemeral there = members.get(self.member().node());
        if (there != null
                && (!there.registration().member().equals(self.member())
                        || there.registration().runNumber() > self.runNumber())) {
            return false;
        }
        members.put(self.member().node(), new Ephemeral(self, session));
        nextZxid();
        changed();
        return true;
    }

    void endSession(long session) {
        if (sessionsHeardAtNanos.remove(session) != null
                && members.values().removeIf(ephemeral -> ephemeral.session() == session)) {
            trace.add(ADDRESS, "session " + session + " ended");
            nextZxid();
            changed();
        }
    }

    void changed() {
        for (ZooKeeperClient client : new ArrayList<>(clients)) {
            client.watchFired();
        }
    }

    private void expireSessions() {
        if (gone) {
            return;
        }
        long oldest = scheduler.nowNanos() - SESSION_TIMEOUT_NANOS;
        List<Long> expired = new ArrayList<>();
        sessionsHeardAtNanos.forEach((session, heard) -> {
            if (heard < oldest) {
                expired.add(session);
            }
        });
        expired.forEach(this::endSession);
    }

    private record Ephemeral(Registration registration, long session) {}
}
