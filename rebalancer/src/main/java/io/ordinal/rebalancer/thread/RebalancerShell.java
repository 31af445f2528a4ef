package io.ordinal.rebalancer.thread;

import io.ordinal.protocol.ClientReply;
import io.ordinal.protocol.ClusterCommand;
import io.ordinal.protocol.CommandRefusal;
import io.ordinal.protocol.CommandReply;
import io.ordinal.protocol.Marks;
import io.ordinal.protocol.MovesReply;
import io.ordinal.protocol.NodeReport;
import io.ordinal.protocol.ReportAck;
import io.ordinal.protocol.thread.CoreLoop;
import io.ordinal.rebalancer.RebalancerCore;
import io.ordinal.rebalancer.RebalancerEffect;
import io.ordinal.rebalancer.RebalancerEvent;
import io.ordinal.ring.CasOutcome;
import io.ordinal.ring.ClusterMapSource.Subscription;
import io.ordinal.ring.ClusterMapStore;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.Registration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a process's candidate for the office of rebalancer on a thread of its own, over the cluster map in ZooKeeper.
 * Methods are for any thread, and do not wait unless they say so.
 */
public final class RebalancerShell implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RebalancerShell.class);
    private static final int MAX_WAITING = 4_096;
    private static final int MAX_EVENTS_PER_TURN = 1_024;
    private static final long STOP_MILLIS = 2_000;

    private final NodeId self;
    private final ClusterMapStore store;
    private final Outlet outlet;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final CoreLoop<RebalancerEvent, RebalancerEffect> loop;
    private final Subscription maps;
    private final AtomicLong tickets = new AtomicLong();
    private final Map<Long, Asking> asking = new ConcurrentHashMap<>();
    private volatile boolean inOffice;

    /** Somebody who waits for an answer, and what he is told if the candidate never comes to his question. */
    private record Asking(Consumer<ClientReply> then, ClientReply ifNotTaken) {}

    /** Where the candidate's words go. Called on its thread: must not block. */
    public interface Outlet {
        /** May be lost. Leaves with the next {@link #flush}. */
        void send(NodeId to, ReportAck ack);

        void flush();

        /** The process's node must stop at once. Said once at most. */
        void failStop(String why);
    }

    /** Starts the thread. The candidate stands once it has heard of ZooKeeper, the members, and its node's marks. */
    public RebalancerShell(NodeId self, RebalancerCore core, ClusterMapStore store, Outlet outlet) {
        this.self = self;
        this.store = store;
        this.outlet = outlet;
        this.loop = CoreLoop.start(
                self + "-rebalancer",
                core,
                this::carryOut,
                outlet::flush,
                failure -> outlet.failStop("the rebalancer's candidate failed: " + failure),
                MAX_WAITING,
                MAX_EVENTS_PER_TURN);
        this.maps = store.subscribe(map -> loop.report(new RebalancerEvent.MapSeen(map)));
    }

    /** A node reports. Dropped when too many wait: it reports again. */
    public void received(NodeId from, NodeReport report) {
        loop.offer(new RebalancerEvent.Received(from, report));
    }

    /**
     * An operator commands. {@code then} is called once, on any thread, or never if the process ends first: must not block.
     */
    public void command(ClusterCommand command, Consumer<ClientReply> then) {
        CommandReply stopping =
                new CommandReply(CommandReply.Outcome.NOT_IN_OFFICE, "this node is stopping: ask another one");
        long ticket = ticketFor(new Asking(then, stopping));
        if (!loop.offer(new RebalancerEvent.Commanded(ticket, command))) {
            answer(
                    ticket,
                    loop.isRunning()
                            ? CommandReply.refused(CommandRefusal.BUSY, "the rebalancer is busy: try again")
                            : stopping);
        }
    }

    /**
     * Somebody asks what moves. {@code then} is called once, on any thread, or never if the process ends first: must not
     * block.
     */
    public void moves(Consumer<ClientReply> then) {
        MovesReply notInOffice = new MovesReply(false, 0, List.of());
        long ticket = ticketFor(new Asking(then, notInOffice));
        if (!loop.offer(new RebalancerEvent.MovesAsked(ticket))) {
            answer(ticket, notInOffice);
        }
    }

    private long ticketFor(Asking one) {
        long ticket = tickets.incrementAndGet();
        asking.put(ticket, one);
        return ticket;
    }

    private void answer(long ticket, ClientReply reply) {
        Asking one = asking.remove(ticket);
        if (one != null) {
            one.then().accept(reply);
        }
    }

    public void membersSeen(List<Registration> present) {
        loop.report(new RebalancerEvent.MembersSeen(present));
    }

    public void marksSeen(Marks marks) {
        loop.report(new RebalancerEvent.MarksSeen(marks));
    }

    /** The process's own node finds the rebalancer of {@code reign} silent. */
    public void suspected(long reign) {
        loop.offer(new RebalancerEvent.Suspected(reign));
    }

    public void zooKeeperIs(boolean connected) {
        loop.report(connected ? new RebalancerEvent.ZooKeeperConnected() : new RebalancerEvent.ZooKeeperSuspended());
    }

    /** Whether this process is the rebalancer, as far as it knows. */
    public boolean isInOffice() {
        return inOffice;
    }

    /**
     * Begins nothing more and waits for what is under way, two seconds at most. Who asks from now on is told to ask
     * elsewhere.
     */
    public void stop() {
        loop.report(new RebalancerEvent.Stop());
        boolean inGoodOrder = false;
        try {
            inGoodOrder = stopped.await(STOP_MILLIS, TimeUnit.MILLISECONDS);
            if (!inGoodOrder) {
                LOG.warn("node={} the office of rebalancer was not left in good order", self);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close();
        if (inGoodOrder) {
            // Whatever the candidate had taken was answered when it stopped.
            asking.forEach((ticket, one) -> answer(ticket, one.ifNotTaken()));
        }
    }

    /** Ends the thread at once, as a crash would. */
    @Override
    public void close() {
        maps.close();
        loop.close();
        inOffice = false;
    }

    private void carryOut(RebalancerEffect effect) {
        if (effect instanceof RebalancerEffect.Send send) {
            outlet.send(send.to(), send.ack());
        } else if (effect instanceof RebalancerEffect.Answer answer) {
            answer(answer.ticket(), answer.reply());
        } else if (effect instanceof RebalancerEffect.CreateMap create) {
            reportEnd(create.ticket(), store.create(create.first()));
        } else if (effect instanceof RebalancerEffect.WriteMap write) {
            reportEnd(write.ticket(), store.compareAndSet(write.expectedStoreVersion(), write.next()));
        } else if (effect instanceof RebalancerEffect.ReadBack read) {
            store.readBack()
                    .whenComplete((map, failure) -> loop.report(new RebalancerEvent.MapReadBack(
                            read.ticket(), failure == null ? map.orElse(null) : null, failure != null)));
        } else if (effect instanceof RebalancerEffect.OfficeTaken taken) {
            inOffice = true;
            LOG.info("node={} takes the office of rebalancer reign={}", self, taken.reign());
        } else if (effect instanceof RebalancerEffect.OfficeLost lost) {
            inOffice = false;
            LOG.info("node={} is no longer the rebalancer reign={}: {}", self, lost.reign(), lost.why());
        } else if (effect instanceof RebalancerEffect.Announce announce) {
            LOG.info("node={} wrote map={}: {}", self, announce.mapVersion(), announce.what());
        } else if (effect instanceof RebalancerEffect.MoveStepped stepped) {
            LOG.info("node={} {}", self, MoveLines.line(stepped));
        } else if (effect instanceof RebalancerEffect.WentBackInTime back) {
            LOG.error("node={} stands for rebalancer no longer: {}", self, back.why());
        } else if (effect instanceof RebalancerEffect.Stopped) {
            stopped.countDown();
        } else if (effect instanceof RebalancerEffect.FailStop fail) {
            outlet.failStop(fail.why());
        }
    }

    private void reportEnd(long ticket, CompletionStage<CasOutcome> write) {
        write.thenAccept(outcome -> loop.report(new RebalancerEvent.MapWriteEnded(ticket, outcome)));
    }
}
