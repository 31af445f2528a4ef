package io.ordinal.simulator.cluster;

import io.ordinal.protocol.Grant;
import io.ordinal.protocol.GrantRefused;
import io.ordinal.protocol.GrantRequest;
import io.ordinal.protocol.Marks;
import io.ordinal.protocol.Message;
import io.ordinal.protocol.Position;
import io.ordinal.ring.Address;
import io.ordinal.ring.DiskId;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.Registration;
import io.ordinal.ring.StoredMap;
import io.ordinal.sequencer.SequencerCore;
import io.ordinal.sequencer.SequencerEffect;
import io.ordinal.sequencer.SequencerEvent;
import io.ordinal.sequencer.SequencerRecord;
import io.ordinal.sequencer.SequencerTimes;
import io.ordinal.sequencer.StoredSequencerRecord;
import io.ordinal.simulator.check.Invariants;
import io.ordinal.simulator.world.Chance;
import io.ordinal.simulator.world.Network;
import io.ordinal.simulator.world.RarePaths;
import io.ordinal.simulator.world.Scheduler;
import io.ordinal.simulator.world.SimClock;
import io.ordinal.simulator.world.SimZooKeeper;
import io.ordinal.simulator.world.Trace;
import io.ordinal.simulator.world.Violation;
import io.ordinal.simulator.world.ZooKeeperClient;
import io.ordinal.simulator.world.ZooKeeperListener;
import io.ordinal.simulator.world.ZooKeeperWeather;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sequencer cores alone in the world: each process asks whoever holds the office for numbers, one request at a time, as
 * nodes do, and everything that can happen to processes, wires and ZooKeeper does.
 */
public final class SequencerWorld {
    public static final long SECOND = 1_000_000_000L;
    private static final long MILLI = 1_000_000L;
    private static final long LATELY_NANOS = 60 * MILLI;

    final Scheduler scheduler = new Scheduler();
    final Trace trace = new Trace(scheduler, null);
    final Invariants invariants = new Invariants(new Invariants.Replicas() {
        @Override
        public boolean majorityHoldsDurably(RangeId range, Position position) {
            return true;
        }
    });
    private final Chance chance;
    private final SequencerTimes times;
    private final Network network;
    private final SimZooKeeper zookeeper;
    private final List<Machine> processes = new ArrayList<>();
    private final long blockSize;
    private @Nullable UnheardSuccession trap;
    private @Nullable SequencerRecord lastWritten;
    private long writtenNanos;
    private long highestAccepted;
    int accepted;
    int lives;

    public SequencerWorld(long seed, int size) {
        chance = Chance.ofSeed(seed);
        times = chance.fork("times").happens(0.5) ? SequencerTimes.DEFAULT : Plan.hasty();
        blockSize = chance.fork("block").happens(0.5) ? 50 : 5_000;
        network = new Network(scheduler, chance.fork("network"));
        zookeeper = new SimZooKeeper(scheduler, trace, new RarePaths());
        for (int i = 1; i <= size; i++) {
            processes.add(new Machine(i));
        }
        zookeeper.whenSequencerIsWritten(this::written);
        processes.forEach(Machine::start);
    }

    /**
     * Faults for so long, then {@code calmNanos} without.
     *
     * @throws Violation if a number is issued or used that must not be
     */
    public void run(long faultNanos, long calmNanos) {
        Chance faults = chance.fork("faults");
        network.weather(new Network.Weather(0.01, 0.02, 200_000, 0.001, 0));
        zookeeper.weather(new ZooKeeperWeather(0.02, 0.1, 0.05, 0.05));
        while (scheduler.nowNanos() < faultNanos) {
            scheduler.runUntil(scheduler.nowNanos() + faults.longTailed(200 * MILLI, 3 * SECOND));
            Machine victim = faults.happens(0.5) ? holder() : faults.pick(processes);
            Runnable end = () -> {};
            switch (faults.below(14)) {
                case 0 -> victim.life.pause(faults.longTailed(300 * MILLI, 5 * SECOND));
                case 1 -> victim.restartAfter(faults.longTailed(200 * MILLI, 3 * SECOND));
                case 2 -> end = network.cut(victim.name, SimZooKeeper.ADDRESS);
                case 3 -> end = network.cut(SimZooKeeper.ADDRESS, victim.name);
                case 4 -> end = network.cut(victim.name, faults.pick(processes).name);
                case 5 -> zookeeper.expireSessionOf(victim.member.node());
                case 6 -> {
                    zookeeper.gone(true);
                    end = () -> zookeeper.gone(false);
                }
                case 7, 8 -> end = slow(victim.name, SimZooKeeper.ADDRESS, faults);
                case 9 -> end = slow(victim.name, faults.pick(processes).name, faults);
                case 10 -> end = slowAnswers(faults);
                case 11, 12 -> unheardSuccession(holder(), faults);
                default -> network.heal();
            }
            scheduler.after(faults.longTailed(800 * MILLI, 5 * SECOND), end);
        }
        network.heal();
        network.weather(Network.Weather.FINE);
        zookeeper.gone(false);
        zookeeper.weather(ZooKeeperWeather.FINE);
        scheduler.runUntil(scheduler.nowNanos() + calmNanos);
    }

    /** Lays a trap, and keeps somebody from reaching the holder until it challenges it. */
    private void unheardSuccession(Machine holder, Chance faults) {
        List<Machine> others = new ArrayList<>(processes);
        others.remove(holder);
        Machine challenger = others.remove(faults.below(others.size()));
        long answerNanos = faults.between(2, 90) * MILLI;
        trap = new UnheardSuccession(holder, faults.pick(others), answerNanos, faults.between(70, 98) * MILLI);
        Runnable reached = network.cutBetween(List.of(holder.name), List.of(challenger.name));
        Runnable swift = network.slow(SimZooKeeper.ADDRESS, holder.name, answerNanos);
        scheduler.after(faults.between(1_500, 4_000) * MILLI, () -> {
            reached.run();
            swift.run();
        });
    }

    private void written(SequencerRecord now) {
        SequencerRecord before = lastWritten;
        long sinceNanos = scheduler.nowNanos() - writtenNanos;
        lastWritten = now;
        writtenNanos = scheduler.nowNanos();
        UnheardSuccession laid = trap;
        if (laid != null && before != null && laid.isSprungBy(before, now) && sinceNanos < LATELY_NANOS) {
            trap = null;
            spring(laid);
        }
    }

    private void spring(UnheardSuccession sprung) {
        String holder = sprung.holder().name;
        String asker = sprung.asker().name;
        List<Runnable> ends = new ArrayList<>();
        ends.add(network.cut(SimZooKeeper.ADDRESS, asker));
        ends.add(network.slow(holder, asker, sprung.grantNanos()));
        // The answer to the renewal is sooner there than the news of the successor.
        scheduler.after(sprung.answerNanos() - MILLI, () -> ends.add(network.cut(SimZooKeeper.ADDRESS, holder)));
        scheduler.after(SECOND, () -> ends.forEach(Runnable::run));
    }

    /** Half of what the processes send each other takes nearly as long as a grant may. */
    private Runnable slowAnswers(Chance faults) {
        List<Runnable> ends = new ArrayList<>();
        for (Machine from : processes) {
            for (Machine to : processes) {
                if (from != to && faults.happens(0.5)) {
                    ends.add(network.slow(from.name, to.name, faults.between(60, 95) * MILLI));
                }
            }
        }
        return () -> ends.forEach(Runnable::run);
    }

    /** Who is the sequencer, or the first of all if nobody is. */
    private Machine holder() {
        return zookeeper
                .currentSequencer()
                .flatMap(record -> processes.stream()
                        .filter(process -> process.member.equals(record.holder()))
                        .findFirst())
                .orElse(processes.get(0));
    }

    private Runnable slow(String one, String other, Chance faults) {
        long extraNanos = faults.between(10, faults.happens(0.5) ? 100 : 300) * MILLI;
        return faults.happens(0.5) ? network.slow(one, other, extraNanos) : network.slow(other, one, extraNanos);
    }

    /**
     * Waits for somebody to take the office from a holder that has just renewed its lease. That one then hears from
     * ZooKeeper the answer to its renewal and nothing more, and one of those who ask it, whom its grants reach as late as
     * they may, does not hear of the successor either.
     *
     * @param answerNanos how long the answers of ZooKeeper are on their way to the holder
     * @param grantNanos how long the grants of the holder are on their way to the asker, once it has sprung
     */
    private record UnheardSuccession(Machine holder, Machine asker, long answerNanos, long grantNanos) {
        boolean isSprungBy(SequencerRecord before, SequencerRecord now) {
            return before.holder().equals(holder.member)
                    && !now.holder().equals(holder.member)
                    && !now.holder().equals(asker.member);
        }
    }

    private final class Machine {
        private final String name;
        private final Member member;
        private final Address address;
        private final Chance own;
        private SimClock clock;
        private Life life = new Life(scheduler);
        private Marks marks = Marks.NONE;
        private long run;
        private @Nullable Requester requester;

        Machine(int number) {
            name = "n" + number;
            own = chance.fork(name);
            member = new Member(new NodeId(name), new DiskId(own.uuid()));
            address = new Address("10.0.0." + number, 7000);
            clock = SimClock.random(scheduler, own, Cluster.CLOCK_RATE_BOUND_PPM);
        }

        void start() {
            lives++;
            life = new Life(scheduler);
            clock = SimClock.random(scheduler, own, Cluster.CLOCK_RATE_BOUND_PPM);
            Requester started = new Requester(this, ++run);
            requester = started;
            started.announce();
        }

        void restartAfter(long nanos) {
            if (life.isAlive()) {
                life.end();
                if (requester != null) {
                    requester.zookeeperClient.die();
                }
                scheduler.after(nanos, this::start);
            }
        }

        void receive(NodeId from, Message message) {
            Requester now = requester;
            if (life.isAlive() && now != null) {
                life.after(0, () -> now.receive(from, message));
            }
        }
    }

    /** What a node does about numbers: one request in flight, marks, the margin, suspicion of a silent holder. */
    private final class Requester implements ZooKeeperListener {
        private final Machine process;
        private final Registration registration;
        private final ZooKeeperClient zookeeperClient;
        private final Loop<SequencerEvent, SequencerEffect> loop;
        private @Nullable StoredSequencerRecord record;
        private long request;
        private long sentNanos;
        private long sentAtVirtualNanos;
        private long acceptedBefore;
        private long answeredNanos;
        private boolean inFlight;

        Requester(Machine process, long run) {
            this.process = process;
            registration = new Registration(process.member, run, process.address, "rack", 1, "test");
            zookeeperClient = new ZooKeeperClient(
                    zookeeper,
                    network,
                    scheduler,
                    process.own.fork("zookeeper" + run),
                    process.name,
                    process.life::runs,
                    this);
            SequencerCore core = new SequencerCore(
                    process.member,
                    process.address,
                    blockSize,
                    times,
                    process.own.fork("core" + run).generator());
            SequencerOffice office = new SequencerOffice(
                    process.member.node(),
                    zookeeperClient,
                    this::send,
                    this::offer,
                    invariants,
                    new RarePaths(),
                    trace);
            loop = new Loop<>(
                    process.name,
                    process.life,
                    process.own.fork("loop" + run),
                    process.clock,
                    trace,
                    core,
                    office::carryOut,
                    office::decided);
            loop.offer(new SequencerEvent.MarksSeen(process.marks));
            answeredNanos = process.clock.monotonicNanos();
            process.life.after(MILLI, this::ask);
        }

        void announce() {
            zookeeperClient.announce(registration);
        }

        private void offer(SequencerEvent event) {
            loop.offer(event);
        }

        private void send(NodeId to, Message message) {
            for (Machine other : processes) {
                if (other.member.node().equals(to)) {
                    network.send(process.name, other.name, () -> other.receive(process.member.node(), message));
                }
            }
        }

        private void ask() {
            process.life.after(process.own.between(1, 10) * MILLI, this::ask);
            long now = process.clock.monotonicNanos();
            if (inFlight && now - sentNanos > 100 * MILLI) {
                inFlight = false;
            }
            StoredSequencerRecord to = record;
            if (to == null || inFlight) {
                return;
            }
            // A connection that broke, too, makes its ends suspect each other, whatever the matter is.
            if (now - answeredNanos > 300 * MILLI || process.own.happens(0.005)) {
                offer(new SequencerEvent.Suspected(to.record().term()));
            }
            inFlight = true;
            sentNanos = now;
            sentAtVirtualNanos = scheduler.nowNanos();
            acceptedBefore = highestAccepted;
            send(to.record().holder().node(), new GrantRequest(++request, 1 + process.own.below(5), process.marks));
        }

        void receive(NodeId from, Message message) {
            if (message instanceof GrantRequest asked) {
                offer(new SequencerEvent.Received(from, asked));
            } else if (message instanceof Grant grant && grant.request() == request && inFlight) {
                inFlight = false;
                long now = process.clock.monotonicNanos();
                answeredNanos = now;
                if (now - sentNanos <= 100 * MILLI && grant.term() >= process.marks.term()) {
                    accept(grant);
                }
            } else if (message instanceof GrantRefused refused && refused.request() == request) {
                inFlight = false;
            }
        }

        private void accept(Grant grant) {
            Violation.unless(
                    grant.first() > acceptedBefore,
                    () -> grant + " was asked for at " + sentAtVirtualNanos + ", after somebody had used #"
                            + acceptedBefore);
            for (long number = grant.first(); number < grant.first() + grant.count(); number++) {
                invariants.numbers().used(process.member.node(), number);
            }
            accepted++;
            highestAccepted = Math.max(highestAccepted, grant.first() + grant.count() - 1);
            process.marks = process.marks.max(new Marks(0, 0, grant.term(), grant.highestIssued()));
        }

        @Override
        public void connected() {
            offer(new SequencerEvent.ZooKeeperConnected());
        }

        @Override
        public void suspended() {
            offer(new SequencerEvent.ZooKeeperSuspended());
        }

        @Override
        public void mapRead(StoredMap map) {
            throw new IllegalStateException("there is no map here: " + map);
        }

        @Override
        public void sequencerRead(StoredSequencerRecord read) {
            record = read;
            offer(new SequencerEvent.RecordSeen(read));
        }

        @Override
        public void membersRead(List<Registration> present) {
            offer(new SequencerEvent.MembersSeen(present));
        }
    }
}
