package io.ordinal.sequencer.thread;

import io.ordinal.protocol.GrantRequest;
import io.ordinal.protocol.Marks;
import io.ordinal.protocol.SequencerMessage;
import io.ordinal.protocol.thread.CoreLoop;
import io.ordinal.ring.ClusterMapSource.Subscription;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.Registration;
import io.ordinal.sequencer.SequencerCore;
import io.ordinal.sequencer.SequencerEffect;
import io.ordinal.sequencer.SequencerEvent;
import io.ordinal.sequencer.SequencerRecordStore;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a process's candidate for the office of sequencer on a thread of its own, over the record in ZooKeeper. Methods
 * are for any thread, and do not wait unless they say so.
 */
public final class SequencerShell implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SequencerShell.class);
    private static final int MAX_WAITING = 4_096;
    private static final int MAX_EVENTS_PER_TURN = 1_024;
    private static final long STOP_MILLIS = 2_000;

    private final NodeId self;
    private final SequencerRecordStore store;
    private final Outlet outlet;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final CoreLoop<SequencerEvent, SequencerEffect> loop;
    private final Subscription records;
    private volatile boolean inOffice;

    /** Where the candidate's words go. Called on its thread: must not block. */
    public interface Outlet {
        /** May be lost. Leaves with the next {@link #flush}. */
        void send(NodeId to, SequencerMessage message);

        void flush();

        /** The process's node must stop at once. Said once at most. */
        void failStop(String why);
    }

    /** Starts the thread. The candidate stands once it has heard of ZooKeeper, the members, and its node's marks. */
    public SequencerShell(NodeId self, SequencerCore core, SequencerRecordStore store, Outlet outlet) {
        this.self = self;
        this.store = store;
        this.outlet = outlet;
        this.loop = CoreLoop.start(
                self + "-sequencer",
                core,
                this::carryOut,
                outlet::flush,
                failure -> outlet.failStop("the sequencer's candidate failed: " + failure),
                MAX_WAITING,
                MAX_EVENTS_PER_TURN);
        this.records = store.subscribe(stored -> loop.report(new SequencerEvent.RecordSeen(stored)));
    }

    /** A node asks for numbers. Dropped when too many wait: it asks again. */
    public void received(NodeId from, GrantRequest request) {
        loop.offer(new SequencerEvent.Received(from, request));
    }

    public void membersSeen(List<Registration> present) {
        loop.report(new SequencerEvent.MembersSeen(present));
    }

    public void marksSeen(Marks marks) {
        loop.report(new SequencerEvent.MarksSeen(marks));
    }

    /** The process's own node finds the sequencer of {@code term} silent. */
    public void suspected(long term) {
        loop.offer(new SequencerEvent.Suspected(term));
    }

    public void zooKeeperIs(boolean connected) {
        loop.report(connected ? new SequencerEvent.ZooKeeperConnected() : new SequencerEvent.ZooKeeperSuspended());
    }

    /** Whether this process is the sequencer, as far as it knows. */
    public boolean isInOffice() {
        return inOffice;
    }

    /** Leaves the office in good order: the successor need not wait for the lease. Waits for that, two seconds at most. */
    public void stop() {
        loop.report(new SequencerEvent.StopCleanly());
        try {
            if (!stopped.await(STOP_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.warn("node={} the office of sequencer was not left in good order", self);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close();
    }

    /** Ends the thread at once, as a crash would. */
    @Override
    public void close() {
        records.close();
        loop.close();
        inOffice = false;
    }

    private void carryOut(SequencerEffect effect) {
        if (effect instanceof SequencerEffect.Send send) {
            outlet.send(send.to(), send.message());
        } else if (effect instanceof SequencerEffect.CreateRecord create) {
            store.create(create.first())
                    .thenAccept(outcome -> loop.report(new SequencerEvent.RecordWriteEnded(create.ticket(), outcome)));
        } else if (effect instanceof SequencerEffect.WriteRecord write) {
            store.compareAndSet(write.expectedStoreVersion(), write.next())
                    .thenAccept(outcome -> loop.report(new SequencerEvent.RecordWriteEnded(write.ticket(), outcome)));
        } else if (effect instanceof SequencerEffect.ReadBack read) {
            store.readBack()
                    .whenComplete((stored, failure) -> loop.report(new SequencerEvent.RecordReadBack(
                            read.ticket(), failure == null ? stored.orElse(null) : null, failure != null)));
        } else if (effect instanceof SequencerEffect.OfficeTaken taken) {
            inOffice = true;
            LOG.info("node={} takes the office of sequencer term={} above={}", self, taken.term(), taken.startsAbove());
        } else if (effect instanceof SequencerEffect.IssuingBegun begun) {
            LOG.info("node={} issues numbers term={}", self, begun.term());
        } else if (effect instanceof SequencerEffect.OfficeLost lost) {
            inOffice = false;
            LOG.info("node={} is no longer the sequencer term={}: {}", self, lost.term(), lost.why());
        } else if (effect instanceof SequencerEffect.WentBackInTime back) {
            LOG.error("node={} stands for sequencer no longer: {}", self, back.why());
        } else if (effect instanceof SequencerEffect.Stopped) {
            stopped.countDown();
        } else if (effect instanceof SequencerEffect.FailStop fail) {
            outlet.failStop(fail.why());
        }
    }
}
