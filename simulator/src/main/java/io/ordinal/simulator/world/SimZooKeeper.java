package io.ordinal.simulator.world;

import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.Registration;
import io.ordinal.sequencer.SequencerRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The ZooKeeper ensemble as one server: the map, the sequencer record, the registrations, and the sessions that keep
 * those alive. It can be gone for a while; sessions then last until it is back.
 */
public final class SimZooKeeper {
    /** The name by which the network knows it. */
    public static final String ADDRESS = "zookeeper";

    static final long SESSION_TIMEOUT_NANOS = 4_000_000_000L;
    private static final long SESSION_CHECK_NANOS = 500_000_000L;
    private static final int KEPT_SNAPSHOTS = 200;

    private final Scheduler scheduler;
    private final Trace trace;
    private final RarePaths rarePaths;
    private final ZooKeeperRecord<ClusterMap> map = new ZooKeeperRecord<>();
    private final ZooKeeperRecord<SequencerRecord> sequencer = new ZooKeeperRecord<>();
    private final TreeMap<NodeId, Ephemeral> members = new TreeMap<>();
    private final TreeMap<Long, Long> sessionsHeardAtNanos = new TreeMap<>();
    private final List<ZooKeeperClient> clients = new ArrayList<>();
    private long zxid = 1;
    private long sessions;
    private boolean gone;
    private ZooKeeperWeather weather = ZooKeeperWeather.FINE;
    private final ArrayDeque<ZooKeeperSnapshot> past = new ArrayDeque<>();
    private final List<Consumer<ClusterMap>> onlookers = new ArrayList<>();
    private final List<Consumer<SequencerRecord>> sequencerOnlookers = new ArrayList<>();
    private final TreeMap<String, Long> laggingSince = new TreeMap<>();
    private long shownMapZxid;
    private long shownSequencerZxid;

    public SimZooKeeper(Scheduler scheduler, Trace trace, RarePaths rarePaths) {
        this.rarePaths = rarePaths;
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

    /** How bad it is from now on. */
    public void weather(ZooKeeperWeather now) {
        this.weather = now;
    }

    ZooKeeperWeather weather() {
        return weather;
    }

    /** Writes the first map before anybody runs, as if an earlier rebalancer had. */
    public void begin(ClusterMap first) {
        map.compareAndSet(-1, first, nextZxid());
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

    /** {@code onlooker} is shown every map as soon as it is written, before any client can hear of it. */
    public void whenMapIsWritten(Consumer<ClusterMap> onlooker) {
        onlookers.add(onlooker);
    }

    /** As {@link #whenMapIsWritten}, of the sequencer record. */
    public void whenSequencerIsWritten(Consumer<SequencerRecord> onlooker) {
        sequencerOnlookers.add(onlooker);
    }

    /**
     * The server that {@code process} reads from has got nothing new since then: it shows what was there at the time.
     *
     * @return ends it
     */
    public Runnable lag(String process, long sinceNanos) {
        laggingSince.put(process, sinceNanos);
        return () -> laggingSince.remove(process);
    }

    /** The server that {@code process} reads from is behind no more: its first read is one that a sync goes before. */
    public void sync(String process) {
        laggingSince.remove(process);
    }

    /** No server is behind any more. */
    public void catchUp() {
        laggingSince.clear();
    }

    Trace trace() {
        return trace;
    }

    RarePaths rarePaths() {
        return rarePaths;
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

    public Optional<SequencerRecord> currentSequencer() {
        return sequencer.current().map(ZooKeeperRecord.Stamped::value);
    }

    ZooKeeperSnapshot snapshot() {
        return new ZooKeeperSnapshot(scheduler.nowNanos(), map.current(), sequencer.current(), present(), zxid);
    }

    /** What the server that {@code process} reads from shows, if that is {@code nanos} behind, or lags anyway. */
    ZooKeeperSnapshot shownTo(String process, long nanosAgo) {
        long then = Math.min(scheduler.nowNanos() - nanosAgo, laggingSince.getOrDefault(process, Long.MAX_VALUE));
        ZooKeeperSnapshot found = snapshot();
        Iterator<ZooKeeperSnapshot> newestFirst = past.descendingIterator();
        while (newestFirst.hasNext() && found.takenNanos() > then) {
            found = newestFirst.next();
        }
        return found;
    }

    List<Registration> present() {
        return members.values().stream().map(Ephemeral::registration).toList();
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
            rarePaths.took(RarePath.SESSION_EXPIRED);
            nextZxid();
            changed();
        }
    }

    void changed() {
        past.add(snapshot());
        if (past.size() > KEPT_SNAPSHOTS) {
            past.remove();
        }
        map.current().filter(now -> now.zxid() > shownMapZxid).ifPresent(now -> {
            shownMapZxid = now.zxid();
            onlookers.forEach(onlooker -> onlooker.accept(now.value()));
        });
        sequencer.current().filter(now -> now.zxid() > shownSequencerZxid).ifPresent(now -> {
            shownSequencerZxid = now.zxid();
            sequencerOnlookers.forEach(onlooker -> onlooker.accept(now.value()));
        });
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
