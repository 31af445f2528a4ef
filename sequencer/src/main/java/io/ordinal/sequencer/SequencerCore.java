package io.ordinal.sequencer;

import io.ordinal.protocol.Core;
import io.ordinal.protocol.Effects;
import io.ordinal.protocol.GrantRefused;
import io.ordinal.protocol.GrantRefused.Reason;
import io.ordinal.protocol.GrantRequest;
import io.ordinal.ring.Address;
import io.ordinal.ring.CasOutcome;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.StoreExchange;
import io.ordinal.sequencer.SequencerEffect.IssuingBegun;
import io.ordinal.sequencer.SequencerEffect.OfficeLost;
import io.ordinal.sequencer.SequencerEffect.OfficeTaken;
import io.ordinal.sequencer.SequencerEffect.Send;
import io.ordinal.sequencer.SequencerEffect.Stopped;
import io.ordinal.sequencer.SequencerEffect.WentBackInTime;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The sequencer of a process: a standing candidate that issues the cluster's numbers while it holds the office.
 *
 * <p>The rules, each of which keeps a number from being issued twice or out of order:
 *
 * <ul>
 *   <li>The only authority is a conditional write of the record that is known to have happened. It reserves numbers
 *       before they are issued, and its send time begins the lease in which they may be.
 *   <li>A write in office that fails, or whose outcome is unknown, ends the term. A write that takes the office or stops
 *       cleanly is read back instead: the random owner id tells whether it happened, and "not there" means not yet.
 *   <li>A new term starts above the record's ceiling with nothing in memory, and issues nothing until the predecessor's
 *       lease and the grants sent in it are dead, reckoned from the reply to the write that took the office, unless the
 *       record says that the predecessor stopped cleanly.
 *   <li>Without ZooKeeper nothing is written; what was confirmed before holds until its lease ends.
 *   <li>A node that shows a higher term or number than ours has seen another world: nothing is issued any more.
 * </ul>
 *
 * <p>{@link SequencerRole} lists the legal transitions. Confined to one thread.
 */
public final class SequencerCore implements Core<SequencerEvent, SequencerEffect> {
    private static final int MAX_STOP_TRIES = 3;

    private final Member self;
    private final Address address;
    private final long blockSize;
    private final SequencerTimes times;
    private final RandomGenerator random;

    private final World world = new World();
    private final Challenge challenge;
    private final StoreExchange exchange = new StoreExchange();

    private SequencerRole role = SequencerRole.WATCHING;
    private boolean connected;

    /** The write under way, or in doubt, that takes the office, renews it or ends it. */
    private @Nullable Attempt attempt;

    /** When the last write was sent. */
    private long writeSentNanos;

    /** While waiting, issuing or stopping. */
    private @Nullable Term term;

    /**
     * @param self who takes the office, as it is registered
     * @param blockSize how many numbers a reservation holds. Unit: numbers; 1,000,000 is a good value. At least twice
     *     what is issued during a ZooKeeper write, else grants run out; a crash leaves a gap of at most that many
     * @param random owner ids are drawn from it
     */
    public SequencerCore(Member self, Address address, long blockSize, SequencerTimes times, RandomGenerator random) {
        if (blockSize < 1) {
            throw new IllegalArgumentException("a block holds at least 1 number, not " + blockSize);
        }
        this.self = self;
        this.address = address;
        this.blockSize = blockSize;
        this.times = times;
        this.random = random;
        this.challenge = new Challenge(self, times);
    }

    @Override
    public void step(SequencerEvent event, long nowNanos, Effects<? super SequencerEffect> effects) {
        if (role == SequencerRole.STOPPED) {
            return;
        }
        endWait(nowNanos, effects);
        if (event instanceof SequencerEvent.Received received) {
            answer(received.from(), received.request(), nowNanos, effects);
        } else if (event instanceof SequencerEvent.RecordSeen seen) {
            recordSeen(seen.stored(), nowNanos, effects);
        } else if (event instanceof SequencerEvent.RecordWriteEnded ended) {
            writeEnded(ended.ticket(), ended.outcome(), nowNanos, effects);
        } else if (event instanceof SequencerEvent.RecordReadBack readBack) {
            readEnded(readBack, nowNanos, effects);
        } else if (event instanceof SequencerEvent.Suspected suspected) {
            challenge.suspected(suspected.term(), nowNanos);
        } else if (event instanceof SequencerEvent.MembersSeen members) {
            challenge.membersSeen(members.present());
        } else if (event instanceof SequencerEvent.MarksSeen marks) {
            world.ownMarks(marks.marks());
        } else if (event instanceof SequencerEvent.ZooKeeperConnected) {
            connected(nowNanos);
        } else if (event instanceof SequencerEvent.ZooKeeperSuspended) {
            connected = false;
            if (role == SequencerRole.STOPPING) {
                stopped(effects);
            }
        } else if (event instanceof SequencerEvent.StopCleanly) {
            stop(nowNanos, effects);
        }
    }

    @Override
    public void tick(long nowNanos, Effects<? super SequencerEffect> effects) {
        if (role == SequencerRole.STOPPED) {
            return;
        }
        endWait(nowNanos, effects);
        if (!connected) {
            return;
        }
        if (exchange.readDue(nowNanos)) {
            world.readSent();
            effects.add(new SequencerEffect.ReadBack(exchange.beginRead()));
        }
        if (!exchange.isIdle()) {
            return;
        }
        if (term != null && role.inOffice()) {
            if (term.runsLow() || nowNanos - writeSentNanos >= times.renewNanos()) {
                write(term.renewal(nowNanos), nowNanos, effects);
            }
        } else if (role == SequencerRole.WATCHING
                && world.ownMarksKnown()
                && challenge.isDue(world.record(), nowNanos)) {
            challenge(nowNanos, effects);
        }
    }

    private void connected(long nowNanos) {
        connected = true;
        challenge.renewed(nowNanos);
        if (!role.inOffice()) {
            exchange.wantRead(nowNanos);
        }
    }

    private void answer(NodeId from, GrantRequest request, long nowNanos, Effects<? super SequencerEffect> effects) {
        world.marksOf(request.marks());
        if (term != null && role.inOffice()) {
            if (world.marks().term() > term.number()) {
                endTerm("a node has seen term " + world.marks().term(), nowNanos, effects);
            } else if (world.marks().sequence() > term.highestIssued()) {
                standAside(
                        "a node has seen #" + world.marks().sequence() + ", the last issued is #"
                                + term.highestIssued(),
                        nowNanos,
                        effects);
            }
        }
        Reason refusal = role == SequencerRole.BACK_IN_TIME
                ? Reason.WENT_BACK_IN_TIME
                : term == null || !role.inOffice() ? Reason.NOT_IN_OFFICE : term.refusal(request, nowNanos);
        effects.add(new Send(
                from,
                refusal == null && term != null
                        ? term.grant(request)
                        : new GrantRefused(request.request(), refusal, highestTermKnown())));
    }

    private void endWait(long nowNanos, Effects<? super SequencerEffect> effects) {
        if (term != null && role == SequencerRole.WAITING && !term.mustWaitAt(nowNanos)) {
            become(SequencerRole.ISSUING);
            effects.add(new IssuingBegun(term.number()));
        }
    }

    private void recordSeen(StoredSequencerRecord stored, long nowNanos, Effects<? super SequencerEffect> effects) {
        if (!world.hint(stored)) {
            return;
        }
        challenge.renewed(nowNanos);
        SequencerRecord record = stored.record();
        if (term != null && role.inOffice() && !term.owns(record) && record.term() > term.number()) {
            endTerm(record.holder() + " took term " + record.term(), nowNanos, effects);
        } else if (role == SequencerRole.BACK_IN_TIME) {
            exchange.wantRead(nowNanos);
        }
    }

    private void writeEnded(long ticket, CasOutcome outcome, long nowNanos, Effects<? super SequencerEffect> effects) {
        Attempt ended = attempt;
        if (!exchange.writeEnded(ticket) || ended == null) {
            return; // Answers that come after their term has ended change nothing.
        }
        boolean written = outcome == CasOutcome.WRITTEN;
        if (role == SequencerRole.TAKING && written) {
            taken(ended, ended.replacedBy(), writeSentNanos, nowNanos, effects);
        } else if (role == SequencerRole.TAKING) {
            exchange.wantRead(nowNanos);
        } else if (role == SequencerRole.STOPPING) {
            stopWriteEnded(ended, outcome, nowNanos, effects);
        } else if (term != null && written) {
            attempt = null;
            term.confirm(ended, writeSentNanos);
        } else {
            endTerm("its write ended as " + outcome, nowNanos, effects);
        }
    }

    private void readEnded(
            SequencerEvent.RecordReadBack readBack, long nowNanos, Effects<? super SequencerEffect> effects) {
        if (!exchange.readEnded(readBack.ticket())) {
            return;
        }
        if (readBack.failed()) {
            exchange.wantRead(nowNanos + times.retryNanos());
            return;
        }
        StoredSequencerRecord found = readBack.stored();
        if (world.isBehindRead(found)) {
            standAside("the sequencer record is behind what nodes have on disk", nowNanos, effects);
            return;
        }
        if (found != null && world.take(found)) {
            challenge.renewed(nowNanos);
        }
        Attempt doubtful = attempt;
        if (role == SequencerRole.BACK_IN_TIME) {
            become(SequencerRole.WATCHING);
        } else if (doubtful == null || exchange.isWriting()) {
            return;
        } else if (role == SequencerRole.TAKING) {
            settleTaking(doubtful, found, nowNanos, effects);
        } else if (role == SequencerRole.STOPPING) {
            settleStopping(doubtful, found, nowNanos, effects);
        }
    }

    private void challenge(long nowNanos, Effects<? super SequencerEffect> effects) {
        if (world.newestIsBehind()) {
            exchange.wantRead(nowNanos);
            return;
        }
        challenge.made(nowNanos);
        SequencerRecord last = world.record();
        SequencerRecord next = new SequencerRecord(
                last == null ? 1 : Math.addExact(last.term(), 1),
                last == null ? blockSize : Math.addExact(last.ceiling(), blockSize),
                new UUID(random.nextLong(), random.nextLong()),
                self,
                address,
                false);
        become(SequencerRole.TAKING);
        write(new Attempt(next, world.newest(), nowNanos, 1), nowNanos, effects);
    }

    private void settleTaking(
            Attempt doubtful,
            @Nullable StoredSequencerRecord found,
            long nowNanos,
            Effects<? super SequencerEffect> effects) {
        if (found != null && found.record().owner().equals(doubtful.next().owner())) {
            // Which of its repetitions it was is unknown: the lease counts from the first.
            taken(doubtful, found.storeVersion(), doubtful.firstSentNanos(), nowNanos, effects);
        } else if (!doubtful.isNotYetIn(found)) {
            attempt = null;
            become(SequencerRole.WATCHING);
        } else if (connected) {
            write(doubtful.again(), nowNanos, effects);
        } else {
            exchange.wantRead(nowNanos);
        }
    }

    private void taken(
            Attempt done, int storeVersion, long sentNanos, long nowNanos, Effects<? super SequencerEffect> effects) {
        attempt = null;
        Term begun = new Term(done, storeVersion, sentNanos, nowNanos, blockSize, times);
        term = begun;
        become(SequencerRole.WAITING);
        effects.add(new OfficeTaken(begun.number(), begun.highestIssued()));
        endWait(nowNanos, effects);
    }

    /** Nothing is issued in this term any more, whatever becomes of a write under way. */
    private void endTerm(String why, long nowNanos, Effects<? super SequencerEffect> effects) {
        loseOffice(why, effects);
        become(SequencerRole.WATCHING);
        exchange.wantRead(nowNanos);
    }

    private void standAside(String why, long nowNanos, Effects<? super SequencerEffect> effects) {
        if (role == SequencerRole.STOPPING) {
            stopped(effects);
            return;
        }
        exchange.wantRead(nowNanos + times.patienceNanos());
        if (role != SequencerRole.BACK_IN_TIME) {
            loseOffice(why, effects);
            become(SequencerRole.BACK_IN_TIME);
            effects.add(new WentBackInTime(why
                    + ": was ZooKeeper restored from a backup? Start the cluster above the highest mark of all nodes"));
        }
    }

    private void loseOffice(String why, Effects<? super SequencerEffect> effects) {
        if (term != null) {
            effects.add(new OfficeLost(term.number(), why));
        }
        term = null;
        attempt = null;
    }

    private void stop(long nowNanos, Effects<? super SequencerEffect> effects) {
        if (role == SequencerRole.STOPPING) {
            return;
        }
        if (term == null || role != SequencerRole.ISSUING || !connected) {
            // While waiting, a predecessor's grants may be alive: our record must not promise that they are not.
            stopped(effects);
            return;
        }
        become(SequencerRole.STOPPING);
        if (!exchange.isWriting()) {
            write(term.cleanEnd(nowNanos), nowNanos, effects);
        }
    }

    private void stopWriteEnded(
            Attempt ended, CasOutcome outcome, long nowNanos, Effects<? super SequencerEffect> effects) {
        if (ended.next().stoppedCleanly() && outcome == CasOutcome.UNKNOWN) {
            exchange.wantRead(nowNanos);
        } else if (!ended.next().stoppedCleanly() && outcome == CasOutcome.WRITTEN && term != null) {
            term.confirm(ended, writeSentNanos);
            write(term.cleanEnd(nowNanos), nowNanos, effects);
        } else {
            stopped(effects);
        }
    }

    private void settleStopping(
            Attempt doubtful,
            @Nullable StoredSequencerRecord found,
            long nowNanos,
            Effects<? super SequencerEffect> effects) {
        if (doubtful.isNotYetIn(found) && doubtful.tries() < MAX_STOP_TRIES) {
            write(doubtful.again(), nowNanos, effects);
        } else {
            stopped(effects);
        }
    }

    private void stopped(Effects<? super SequencerEffect> effects) {
        loseOffice("stopped", effects);
        become(SequencerRole.STOPPED);
        effects.add(new Stopped());
    }

    private void write(Attempt next, long nowNanos, Effects<? super SequencerEffect> effects) {
        attempt = next;
        writeSentNanos = nowNanos;
        effects.add(next.effect(exchange.beginWrite()));
    }

    private long highestTermKnown() {
        return Math.max(world.highestTerm(), term == null ? 0 : term.number());
    }

    /** The one place where the role changes. */
    private void become(SequencerRole next) {
        if (!role.mayBecome(next)) {
            throw new IllegalStateException("a sequencer that is " + role + " cannot become " + next);
        }
        role = next;
    }
}
