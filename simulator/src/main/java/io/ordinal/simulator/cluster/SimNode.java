package io.ordinal.simulator.cluster;

import io.ordinal.node.JournalRecord;
import io.ordinal.node.Trust;
import io.ordinal.protocol.Message;
import io.ordinal.ring.Address;
import io.ordinal.ring.DiskId;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.Registration;
import io.ordinal.simulator.world.Chance;
import io.ordinal.simulator.world.SimJournal;
import io.ordinal.simulator.world.SimTable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A machine of the cluster: an id, an address and a disk that outlive the processes that run on it. */
public final class SimNode {
    private final Cluster cluster;
    private final Chance chance;
    private final Member member;
    private final Address address;
    private SimJournal journal = new SimJournal();
    private SimTable table = new SimTable();
    private Trust trust = Trust.WHOLE;
    private long runNumber;
    private @Nullable NodeProcess process;

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
        if (process == null) {
            runNumber++;
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

    /** The wall clock is set. */
    public void jumpWallClock(long millis) {
        if (process != null) {
            process.jumpWallClock(millis);
        }
    }

    void receive(NodeId from, Message message) {
        if (process != null) {
            process.receive(from, message);
        }
    }
}
