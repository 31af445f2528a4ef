package io.ordinal.simulator.cluster;

import io.ordinal.node.JournalRecord;
import io.ordinal.node.NodeEvent;
import io.ordinal.node.Trust;
import io.ordinal.protocol.Message;
import io.ordinal.protocol.Position;
import io.ordinal.ring.Address;
import io.ordinal.ring.DiskId;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.Registration;
import io.ordinal.simulator.world.Chance;
import io.ordinal.simulator.world.RarePath;
import io.ordinal.simulator.world.SimJournal;
import io.ordinal.simulator.world.SimTable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A machine of the cluster: an id, an address and a disk that outlive the processes that run on it. */
public final class SimNode {
    private final Cluster cluster;
    private final Chance chance;
    private final List<LostDisk> lost = new ArrayList<>();
    private Member member;
    private final Address address;
    private SimJournal journal = new SimJournal();
    private SimTable table = new SimTable();
    private Trust trust = Trust.WHOLE;
    private long runNumber;
    private @Nullable NodeProcess process;
    private boolean damaged;

    /** What a disk held when it was lost for good: it counts as written, though nobody will read it again. */
    private record LostDisk(Member member, SimJournal journal) {}

    SimNode(Cluster cluster, int number, Chance chance) {
        this.cluster = cluster;
        this.chance = chance;
        this.member = new Member(new NodeId("n" + number), new DiskId(chance.uuid()));
        this.address = new Address("10.0.0." + number, 7000);
    }

    public NodeId id() {
        return member.node();
    }

    public String name() {
        return member.node().name();
    }

    public Member member() {
        return member;
    }

    public Address address() {
        return address;
    }

    public SimJournal journal() {
        return journal;
    }

    public SimTable table() {
        return table;
    }

    public boolean isUp() {
        return process != null;
    }

    /** Whether this very member can still be had: its disk is here and not damaged. */
    public boolean has(Member wanted) {
        return member.equals(wanted) && !damaged;
    }

    /** Whether the disk of {@code wanted} holds a record so that it survives a crash, or did when it was lost. */
    boolean holdsDurably(Member wanted, RangeId range, Position position) {
        if (member.equals(wanted)) {
            return holdsDurably(journal, range, position);
        }
        return lost.stream()
                .anyMatch(disk -> disk.member().equals(wanted) && holdsDurably(disk.journal(), range, position));
    }

    private static boolean holdsDurably(SimJournal journal, RangeId range, Position position) {
        return journal.holdsDurably(range, position) || journal.heldBeforeLoss(range, position);
    }

    /** Up, and not paused. */
    public boolean isRunning() {
        return process != null && process.life().runs();
    }

    /** The process that runs here now, if any. */
    @Nullable
    NodeProcess process() {
        return process;
    }

    /** Starts a process on what the disk holds. */
    public void start() {
        if (process == null && damaged) {
            cluster.trace().add(name(), "does not start: its journal is damaged");
        } else if (process == null) {
            runNumber++;
            if (isSuspect()) {
                cluster.zookeeper().sync(name()); // it has no marks that would tell it which map is old
            }
            if (journal.isTrimmed()) {
                cluster.rarePaths().took(RarePath.STARTED_FROM_TRIMMED_JOURNAL);
            }
            List<JournalRecord> replayed = cluster.interference().replayed(journal.replay());
            process = new NodeProcess(
                    cluster,
                    this,
                    new Registration(member, runNumber, address, "rack", 1, "simulated"),
                    replayed,
                    chance.fork("run" + runNumber));
            cluster.trace().add(name(), "starts");
            cluster.connectPeers(this);
        }
    }

    /** The machine loses power: everything that was not forced is gone, but for what was written by luck. */
    public void crash() {
        NodeProcess dead = process;
        if (dead != null) {
            process = null;
            cluster.trace().add(name(), "crashes");
            dead.die();
            if (journal.hasUnforcedTail()) {
                cluster.rarePaths().took(RarePath.TAIL_LOST);
            }
            journal = journal.crash(chance);
            table = table.crash(chance);
            cluster.invariants().leaderships().died(id());
            cluster.losePeer(this);
        }
    }

    /** The machine crashes, and its disk comes back without the end of what it had forced. */
    public void loseTail() {
        crash();
        trust = Trust.SUSPECT;
        journal = journal.loseTail(chance);
        cluster.trace().add(name(), "has lost the tail of its journal");
    }

    /** The machine crashes; when the node starts again it is rebuilt: the same disk id, and nothing on it. */
    public void loseAll() {
        crash();
        trust = Trust.SUSPECT;
        journal = journal.loseAll();
        table = new SimTable();
        cluster.trace().add(name(), "has lost its journal and its table");
    }

    /** Whether it lost something that it acknowledged, and has not been brought level durably. */
    public boolean isSuspect() {
        return trust == Trust.SUSPECT || journal.isSuspect();
    }

    Trust trust() {
        return trust;
    }

    void suspicionNoted() {
        trust = Trust.WHOLE;
    }

    /** The machine comes up with an empty disk, under its old name: another member, which nobody asked for. */
    public void wipe() {
        crash();
        cluster.trace().add(name(), "has lost its disk");
        lost.add(new LostDisk(member, journal));
        member = new Member(id(), new DiskId(chance.uuid()));
        journal = new SimJournal();
        table = new SimTable();
        runNumber = 0;
    }

    /** A bit of what was forced has flipped: the node will not start on it. */
    public void damage() {
        crash();
        cluster.trace().add(name(), "has a damaged journal");
        damaged = true;
    }

    /** The next force of the journal fails, if a process runs: it stops itself then. */
    public void failNextForce(Runnable whenStopped) {
        if (process != null) {
            process.failNextForce(() -> {
                cluster.rarePaths().took(RarePath.FORCE_FAILED);
                crash();
                whenStopped.run();
            });
        }
    }

    /** The disk is full from now on, or has room again. */
    public void diskFull(boolean full) {
        if (process != null) {
            process.offer(new NodeEvent.DiskFull(full));
        }
    }

    /** Nothing runs for so long; then everything goes on as if no time had passed. */
    public void pause(long nanos) {
        if (process != null) {
            cluster.trace().add(name(), "pauses for " + nanos);
            process.life().pause(nanos);
        }
    }

    /** The disk takes so long to force from now on, until the process ends. */
    public void slowDisk(long typicalForceNanos) {
        if (process != null) {
            process.slowDisk(typicalForceNanos);
        }
    }

    /** The newest segment of its journal is to end now, however little is in it. */
    public void endSegment() {
        if (process != null) {
            process.endSegment();
        }
    }

    /** The wall clock is set. */
    public void jumpWallClock(long millis) {
        if (process != null) {
            process.jumpWallClock(millis);
        }
    }

    void receive(Member from, Message message) {
        if (process != null) {
            process.receive(from, message);
        }
    }
}
