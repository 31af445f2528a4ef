package io.ordinal.rebalancer;

import io.ordinal.protocol.ClusterCommand;
import io.ordinal.protocol.CommandReply;
import io.ordinal.protocol.Marks;
import io.ordinal.protocol.MoveProgress;
import io.ordinal.protocol.NodeReport;
import io.ordinal.protocol.NodeReport.Led;
import io.ordinal.protocol.Position;
import io.ordinal.ring.Address;
import io.ordinal.ring.CasOutcome;
import io.ordinal.ring.ClusterId;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.DiskId;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.Registration;
import io.ordinal.ring.StoredMap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Candidates around one map in virtual time, each with a node that reports what it sees. */
final class RebalancerWorld {
    private static final ClusterId CLUSTER = new ClusterId(new UUID(1, 1));

    static final long MILLI = 1_000_000;

    /** What happens to a process's next conditional write. */
    enum Fate {
        ANSWERED,
        DONE_UNKNOWN,
        LOST_UNKNOWN,
        DONE_LATER_UNKNOWN
    }

    private record Due(long atNanos, long order, Runnable what) {}

    private final PriorityQueue<Due> agenda =
            new PriorityQueue<>(Comparator.comparingLong(Due::atNanos).thenComparingLong(Due::order));
    private long order;
    private long nowNanos;

    @Nullable
    StoredMap stored;

    private int storeVersion = -1;
    private long zxid = 100;
    private long commands;
    final List<ClusterMap> history = new ArrayList<>();
    final TreeMap<String, Machine> processes = new TreeMap<>();
    final Random random;
    private final RebalancerTimes times;
    private final int initialNodes;

    /** Whether leaders seal the ranges that are to be split or merged. */
    boolean sealsRanges = true;

    /** Whether leaders say that they serve what they lead. */
    boolean servesRanges = true;

    /** How far leaders say that every move is. */
    MoveProgress.Phase phaseOfMoves = MoveProgress.Phase.VERIFIED;

    /** One with short rests and no pause before, so that a join takes seconds. */
    RebalancerWorld(long seed, int initialNodes, String... names) {
        this(seed, RebalancerTimes.DEFAULT.interrupting(1, 4).joiningAfter(0), initialNodes, names);
    }

    RebalancerWorld(long seed, RebalancerTimes times, int initialNodes, String... names) {
        this.times = times;
        this.random = new Random(seed);
        this.initialNodes = initialNodes;
        for (String name : names) {
            processes.put(name, new Machine(name, 7));
        }
        processes.values().forEach(Machine::start);
    }

    Machine join(String name) {
        return join(name, "", 1);
    }

    Machine join(String name, String rack, int weight) {
        Machine process = new Machine(name, 7);
        process.rack = rack;
        process.weight = weight;
        processes.put(name, process);
        process.start();
        return process;
    }

    Machine process(String name) {
        return processes.get(name);
    }

    ClusterMap map() {
        return stored.map();
    }

    /** Who holds the office by the map. */
    Machine holder() {
        return process(map().reign().holder().node().name());
    }

    long nowMillis() {
        return nowNanos / MILLI;
    }

    /** An operator commands whoever is in office, and waits for the answer. */
    CommandReply command(ClusterCommand command) {
        return command(map().reign().holder().node().name(), command);
    }

    CommandReply command(String name, ClusterCommand command) {
        Machine asked = process(name);
        long ticket = ++commands;
        asked.tell(new RebalancerEvent.Commanded(ticket, command));
        pass(200);
        return asked.effects.stream()
                .filter(effect -> effect instanceof RebalancerEffect.Answer answer && answer.ticket() == ticket)
                .map(effect -> (CommandReply) ((RebalancerEffect.Answer) effect).reply())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no answer to " + command));
    }

    /** Where ranges end by the map. */
    Set<Long> ends() {
        Set<Long> ends = new TreeSet<>();
        map().ranges().forEach(range -> ends.add(range.tokens().endInclusive()));
        return ends;
    }

    /** Where ranges are to end by the ring. */
    Set<Long> wantedEnds() {
        Set<Long> tokens = new TreeSet<>();
        map().plan().virtualNodes().forEach(virtual -> tokens.add(virtual.token()));
        return tokens;
    }

    static Map<RangeId, RangeAssignment> byId(ClusterMap map) {
        Map<RangeId, RangeAssignment> byId = new TreeMap<>();
        map.ranges().forEach(range -> byId.put(range.id(), range));
        return byId;
    }

    /** The part of the ring that a node has replicas of by the map. */
    double shareOf(String name) {
        return map().ranges().stream()
                .filter(range -> range.members().contains(process(name).member))
                .mapToDouble(range -> range.tokens().fraction())
                .sum();
    }

    /** How many replicas a node has by the map. */
    long heldBy(String name) {
        return map().ranges().stream()
                .filter(range -> range.members().contains(process(name).member))
                .count();
    }

    long ledBy(String name) {
        return map().ranges().stream()
                .filter(range ->
                        range.leader() != null && range.leader().node().name().equals(name))
                .count();
    }

    void after(long nanos, Runnable what) {
        agenda.add(new Due(nowNanos + nanos, order++, what));
    }

    /** Lets virtual time pass, in ticks of 5 ms. */
    void pass(long millis) {
        long end = nowNanos + millis * MILLI;
        while (nowNanos < end) {
            long next = Math.min(end, (nowNanos / (5 * MILLI) + 1) * 5 * MILLI);
            while (!agenda.isEmpty() && agenda.peek().atNanos() <= next) {
                Due due = agenda.poll();
                nowNanos = Math.max(nowNanos, due.atNanos());
                due.what().run();
            }
            nowNanos = next;
            processes.values().forEach(Machine::turn);
        }
    }

    void membersChanged() {
        List<Registration> present = processes.values().stream()
                .filter(process -> process.registered)
                .map(process ->
                        new Registration(process.member, 1, process.address, process.rack, process.weight, "test"))
                .toList();
        processes.values().forEach(process -> process.tell(new RebalancerEvent.MembersSeen(present)));
    }

    /** Puts a map by other means: an operator, a backup, or a later version of the rebalancer. */
    void put(ClusterMap map, long newZxid) {
        storeVersion++;
        zxid = newZxid;
        publish(new StoredMap(map, storeVersion, zxid));
    }

    long zxid() {
        return zxid;
    }

    private CasOutcome write(@Nullable Integer expected, ClusterMap next) {
        boolean matches = expected == null ? stored == null : stored != null && expected == storeVersion;
        if (!matches) {
            return CasOutcome.CONFLICT;
        }
        storeVersion++;
        zxid++;
        history.add(next);
        publish(new StoredMap(next, storeVersion, zxid));
        return CasOutcome.WRITTEN;
    }

    private void publish(StoredMap now) {
        stored = now;
        processes
                .values()
                .forEach(process -> after((1 + random.nextInt(8)) * MILLI, () -> {
                    if (process.connected) {
                        process.tell(new RebalancerEvent.MapSeen(now));
                    }
                }));
    }

    /** One process: a candidate and a node that reports. */
    final class Machine {
        final String name;
        Member member;
        final Address address;
        RebalancerCore core;
        final List<RebalancerEffect> effects = new ArrayList<>();
        private final List<RebalancerEvent> inbox = new ArrayList<>();
        boolean alive;
        boolean paused;
        private long pausedSinceNanos;
        boolean connected;
        boolean registered;
        String rack = "";
        int weight = 1;
        boolean level = true;
        Marks marks = Marks.NONE;
        Fate fate = Fate.ANSWERED;
        final Set<RangeId> wanting = new TreeSet<>();
        final Set<RangeId> suspectIn = new TreeSet<>();
        boolean handsOver;
        /** Peers this node cannot talk to, in either direction. */
        final Set<String> cutFrom = new TreeSet<>();
        /** Peers this node suspects for no good reason. */
        final Set<String> suspectsWrongly = new TreeSet<>();

        private int life;
        private long reports;
        private long reportedNanos = -1;
        private long ackedNanos;
        private long ackedReign;

        Machine(String name, long disk) {
            this.name = name;
            this.member = new Member(new NodeId(name), new DiskId(new UUID(disk, name.hashCode())));
            this.address = new Address("127.0.0.1", 7000 + Math.floorMod(name.hashCode(), 100));
        }

        void start() {
            life++;
            alive = true;
            paused = false;
            core = new RebalancerCore(CLUSTER, member, initialNodes, times, new Random(random.nextLong()));
            inbox.clear();
            connected = true;
            registered = true;
            ackedNanos = nowNanos;
            tell(new RebalancerEvent.MarksSeen(marks));
            tell(new RebalancerEvent.ZooKeeperConnected());
            if (stored != null) {
                tell(new RebalancerEvent.MapSeen(stored));
            }
            membersChanged();
        }

        void startWithOtherDisk() {
            member = new Member(member.node(), new DiskId(new UUID(99, 99)));
            start();
        }

        void kill() {
            alive = false;
            inbox.clear();
        }

        /** The session of a killed process is over. */
        void expire() {
            registered = false;
            membersChanged();
        }

        void pause() {
            paused = true;
            pausedSinceNanos = nowNanos;
        }

        void resume() {
            paused = false;
        }

        void disconnect() {
            connected = false;
            tell(new RebalancerEvent.ZooKeeperSuspended());
        }

        void reconnect() {
            connected = true;
            tell(new RebalancerEvent.ZooKeeperConnected());
        }

        void tell(RebalancerEvent event) {
            if (alive) {
                inbox.add(event);
            }
        }

        boolean inOffice() {
            return alive && stored != null && map().reign().holder().equals(member);
        }

        private boolean reaches(Machine peer) {
            return peer.alive && !cutFrom.contains(peer.name) && !peer.cutFrom.contains(name);
        }

        private boolean suspects(Machine peer) {
            boolean silent = peer.paused && nowNanos - peer.pausedSinceNanos >= 300 * MILLI;
            return peer != this && (!reaches(peer) || silent || suspectsWrongly.contains(peer.name));
        }

        private void turn() {
            if (!alive || paused) {
                return;
            }
            if (stored != null) {
                report();
            }
            List<RebalancerEvent> events = List.copyOf(inbox);
            inbox.clear();
            events.forEach(event -> core.step(event, nowNanos, this::perform));
            core.tick(nowNanos, this::perform);
        }

        private void report() {
            Machine holder = processes.get(map().reign().holder().node().name());
            if (ackedReign != map().reign().number()) {
                ackedReign = map().reign().number();
                ackedNanos = nowNanos;
            }
            if (suspects(holder) || nowNanos - ackedNanos > 300 * MILLI) {
                inbox.add(new RebalancerEvent.Suspected(map().reign().number()));
            }
            if (reportedNanos >= 0 && nowNanos - reportedNanos < 50 * MILLI) {
                return;
            }
            reportedNanos = nowNanos;
            List<NodeId> suspects = new ArrayList<>();
            processes.values().stream().filter(this::suspects).forEach(peer -> suspects.add(peer.member.node()));
            List<Led> led = map().ranges().stream()
                    .filter(range -> member.equals(range.leader()))
                    .map(range -> new Led(range.id(), range.epoch(), servesRanges, levelWith(range)))
                    .toList();
            NodeReport report = new NodeReport(
                    ++reports,
                    member,
                    map().version(),
                    suspects,
                    led,
                    List.copyOf(wanting),
                    List.copyOf(suspectIn),
                    handsOver,
                    sealed(),
                    movesLed());
            if (reaches(holder)) {
                holder.tell(new RebalancerEvent.Received(member.node(), report));
            }
        }

        /** Every range that is to be split and that this node leads is sealed at once. */
        private List<NodeReport.Sealed> sealed() {
            List<NodeReport.Sealed> sealed = new ArrayList<>();
            for (RangeAssignment range : map().ranges()) {
                if (range.reshape() != null && member.equals(range.leader()) && sealsRanges) {
                    sealed.add(new NodeReport.Sealed(range.id(), new Position(range.epoch(), 100)));
                }
            }
            return sealed;
        }

        /** Every move of a range that this node leads is verified at once. */
        private List<MoveProgress> movesLed() {
            List<MoveProgress> moves = new ArrayList<>();
            for (RangeAssignment range : map().ranges()) {
                if (range.move() != null && member.equals(range.leader())) {
                    moves.add(new MoveProgress(
                            range.id(), range.epoch(), range.move().id(), phaseOfMoves, 0, 0, 10_000));
                }
            }
            return moves;
        }

        private List<NodeId> levelWith(RangeAssignment range) {
            return range.members().stream()
                    .map(one -> processes.get(one.node().name()))
                    .filter(peer -> peer == this || (reaches(peer) && peer.level))
                    .map(peer -> peer.member.node())
                    .toList();
        }

        private void perform(RebalancerEffect effect) {
            effects.add(effect);
            if (effect instanceof RebalancerEffect.WriteMap write) {
                startWrite(write.ticket(), write.expectedStoreVersion(), write.next());
            } else if (effect instanceof RebalancerEffect.CreateMap create) {
                startWrite(create.ticket(), null, create.first());
            } else if (effect instanceof RebalancerEffect.ReadBack read) {
                int mine = life;
                after(2 * MILLI, () -> {
                    StoredMap found = stored;
                    boolean failed = !connected;
                    after(2 * MILLI, () -> {
                        if (mine == life) {
                            tell(new RebalancerEvent.MapReadBack(read.ticket(), failed ? null : found, failed));
                        }
                    });
                });
            } else if (effect instanceof RebalancerEffect.Send send
                    && send.ack().inOffice()) {
                Machine to = processes.get(send.to().name());
                if (to != null) {
                    to.ackedNanos = nowNanos;
                }
            }
        }

        private void startWrite(long ticket, @Nullable Integer expected, ClusterMap next) {
            int mine = life;
            Fate its = connected ? fate : Fate.LOST_UNKNOWN;
            fate = Fate.ANSWERED;
            Consumer<CasOutcome> answer = outcome -> after(2 * MILLI, () -> {
                if (mine == life) {
                    tell(new RebalancerEvent.MapWriteEnded(ticket, outcome));
                }
            });
            switch (its) {
                case ANSWERED ->
                    after(2 * MILLI, () -> {
                        CasOutcome outcome = write(expected, next);
                        answer.accept(connected ? outcome : CasOutcome.UNKNOWN);
                    });
                case DONE_UNKNOWN ->
                    after(2 * MILLI, () -> {
                        write(expected, next);
                        answer.accept(CasOutcome.UNKNOWN);
                    });
                case LOST_UNKNOWN -> answer.accept(CasOutcome.UNKNOWN);
                case DONE_LATER_UNKNOWN -> {
                    answer.accept(CasOutcome.UNKNOWN);
                    after((5 + random.nextInt(40)) * MILLI, () -> write(expected, next));
                }
            }
        }

        boolean says(Class<? extends RebalancerEffect> kind) {
            return effects.stream().anyMatch(kind::isInstance);
        }
    }
}
