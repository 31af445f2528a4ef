package io.ordinal.node;

import io.ordinal.protocol.EpochStart;
import io.ordinal.protocol.LogRecord;
import io.ordinal.protocol.Position;
import io.ordinal.ring.Parent;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.TokenRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the journal says of one range. Running and recovery change it through {@link #apply} alone, so a restart ends
 * where the journal ends.
 */
final class DurableRange {
    /** Of a suspect range that no map was seen for yet: it acknowledges nothing in any epoch. */
    static final long NO_FLOOR = 0;

    /** The promise of a range that others were made of: never to serve or follow it again, in any epoch. */
    static final long RETIRED = Long.MAX_VALUE;

    private final RangeId range;
    private final RangeLog log = new RangeLog();
    private final EpochHistory history = new EpochHistory();
    private long tenure;
    private TokenRange tokens = TokenRange.WHOLE_RING;
    private long promise;
    private long forcedPromise;
    private boolean held;
    private long acceptedClosed;
    private long closedEpoch;
    private long forcedClosed;
    private long forcedClosedEpoch;
    private Position commit = Position.START;
    private boolean copying;
    private long copiesBegun;
    private List<Parent> parents = List.of();
    private boolean suspect;
    private long suspectFloor = NO_FLOOR;
    private boolean known;
    private Position forced = Position.START;
    private long rewrites;
    private boolean touched;

    DurableRange(RangeId range) {
        this.range = range;
    }

    RangeId range() {
        return range;
    }

    RangeLog log() {
        return log;
    }

    EpochHistory history() {
        return history;
    }

    long tenure() {
        return tenure;
    }

    TokenRange tokens() {
        return tokens;
    }

    long promise() {
        return promise;
    }

    /** The highest epoch whose promise is on disk. */
    long forcedPromise() {
        return forcedPromise;
    }

    /** The promise of {@code epoch} is on disk. */
    void promiseForced(long epoch) {
        forcedPromise = Math.max(forcedPromise, epoch);
    }

    /** Whether this node has a replica of the range. If not, its promise is all that is left of it here. */
    boolean isHeld() {
        return held;
    }

    long acceptedClosed() {
        return acceptedClosed;
    }

    long closedEpoch() {
        return closedEpoch;
    }

    Position commit() {
        return commit;
    }

    /** How many copies this replica has begun to take, as far as its journal goes back. */
    long copiesBegun() {
        return copiesBegun;
    }

    boolean copying() {
        return copying;
    }

    /** Whether this member may have lost something that it acknowledged, and was not brought level since. */
    boolean isSuspect() {
        return suspect;
    }

    /** While suspect: everything that may be lost was acknowledged in an epoch at or below; {@link #NO_FLOOR} at first. */
    long suspectFloor() {
        return suspectFloor;
    }

    /**
     * Whether this member's word about its log counts in {@code epoch}. While it is suspect it may have promised any
     * epoch up to the floor and forgotten it; above, it has made no promise that it does not know of.
     */
    boolean countsIn(long epoch) {
        return !suspect || (suspectFloor != NO_FLOOR && epoch > suspectFloor);
    }

    /** The last position of the log that is on disk. */
    Position forced() {
        return forced;
    }

    /** What was accepted as closed in {@code epoch} or before and is on disk; 0 if nothing was accepted in it. */
    long forcedClosed(long epoch) {
        return forcedClosedEpoch == epoch ? forcedClosed : 0;
    }

    /** The acceptance of a closed number is on disk. */
    void closedForced(long closed, long inEpoch) {
        forcedClosed = Math.max(forcedClosed, closed);
        forcedClosedEpoch = Math.max(forcedClosedEpoch, inEpoch);
    }

    /** Counts the times that the log was changed otherwise than by growing. */
    long rewrites() {
        return rewrites;
    }

    /** The journal is on disk up to {@code position}, as the log was when it had been rewritten so many times. */
    void forced(Position position, long asOfRewrites) {
        if (asOfRewrites == rewrites) {
            forced = Position.max(forced, position);
        }
    }

    /** Whether anything was journalled since this was last asked. */
    boolean takeTouched() {
        boolean was = touched;
        touched = false;
        return was;
    }

    void apply(JournalRecord.OfRange fact) {
        touched |= !(fact instanceof JournalRecord.Committed);
        if (fact instanceof JournalRecord.Appended appended) {
            append(appended.record());
        } else if (fact instanceof JournalRecord.Committed committed) {
            commit = Position.max(commit, committed.commit());
        } else if (fact instanceof JournalRecord.Cut cut) {
            Invariant.holds(!commit.isAfter(cut.last()), "a cut would take what is committed", commit, cut);
            log.cutTo(cut.last());
            history.cutTo(cut.last());
            forced = Position.min(forced, cut.last());
            rewrites++;
        } else if (fact instanceof JournalRecord.Promise made) {
            Invariant.holds(made.epoch() > promise, "a promise was lowered", made, promise);
            promise = made.epoch();
        } else if (fact instanceof JournalRecord.Closed closed) {
            acceptedClosed = Math.max(acceptedClosed, closed.closed());
            closedEpoch = closed.epoch();
        } else if (fact instanceof JournalRecord.Created created) {
            tenure = created.tenure();
            tokens = created.tokens();
            held = true;
        } else if (fact instanceof JournalRecord.Adopted adopted) {
            adopt(adopted);
        } else if (fact instanceof JournalRecord.CopyBegun) {
            copying = true;
            copiesBegun++;
        } else if (fact instanceof JournalRecord.Copied copied) {
            copying = false;
            commit = Position.max(commit, copied.asOf());
            if (!log.reaches(copied.asOf())) {
                log.restartAt(copied.asOf(), copied.logTimeMillis());
                history.replaceBy(copied.history());
                forced = Position.START;
                rewrites++;
            }
        } else if (fact instanceof JournalRecord.Dropped) {
            parents = List.of();
            log.restartAt(Position.START, 0);
            history.replaceBy(List.of());
            commit = Position.START;
            copying = false;
            held = false;
            forced = Position.START;
            rewrites++;
        } else if (fact instanceof JournalRecord.Suspected suspected) {
            suspect = true;
            suspectFloor = suspected.floor();
        } else if (fact instanceof JournalRecord.BroughtLevel) {
            suspect = false;
            suspectFloor = NO_FLOOR;
        } else if (fact instanceof JournalRecord.State state && !known) {
            startFrom(state);
        }
        known = true;
    }

    /**
     * Ends recovery: what the table holds is committed, whether the journal says so or not, and all that the journal
     * gave back is on disk. Of a range that was being copied the table says nothing: the copy is taken anew, and the log
     * stays what it was.
     *
     * @return what is to be journalled, since the table holds more than the journal: the log goes on from there
     */
    Optional<JournalRecord> recovered(Position applied, long logTimeMillis) {
        boolean tableIsAhead = !copying && applied.isAfter(log.last());
        if (tableIsAhead) {
            // Where that epoch began is lost; not before the end of what is known is certain, and enough.
            history.reached(applied.epoch(), log.last());
        }
        if (!copying) {
            commit = Position.max(commit, applied);
            if (tableIsAhead || (applied.equals(log.last()) && log.bytes() == 0)) {
                log.restartAt(applied, logTimeMillis);
            }
        }
        commit = Position.min(commit, log.last());
        forced = log.last();
        forcedPromise = promise;
        closedForced(acceptedClosed, closedEpoch);
        touched = false;
        return tableIsAhead
                ? Optional.of(new JournalRecord.Copied(range, applied, logTimeMillis, history.starts()))
                : Optional.empty();
    }

    /** What replay needs of this range if it begins with these records. */
    List<JournalRecord> state() {
        JournalRecord.State state = new JournalRecord.State(
                range,
                tenure,
                tokens,
                promise,
                history.starts(),
                acceptedClosed,
                closedEpoch,
                log.last(),
                log.lastLogTimeMillis(),
                commit,
                copying);
        List<JournalRecord> all = new ArrayList<>();
        all.add(state);
        if (!held) {
            all.add(new JournalRecord.Dropped(range, tenure));
        }
        if (!parents.isEmpty()) {
            all.add(new JournalRecord.Adopted(range, tenure, tokens, parents, log.start(), log.lastLogTimeMillis()));
        }
        if (suspect) {
            all.add(new JournalRecord.Suspected(range, suspectFloor));
        }
        return all;
    }

    /** The parents whose logs a restart may need, since the table may not say yet that this range has what they had. */
    List<Parent> parents() {
        return parents;
    }

    /** The table on disk says that this range has what its parents had. */
    void needsParentsNoMore() {
        parents = List.of();
    }

    /** Whether the table's entries in its tokens are its own: it is held here, and no others were made of it. */
    boolean hasEntries() {
        return held && !isRetired();
    }

    /** The log is sealed for good: nobody is promised anything any more. */
    boolean isRetired() {
        return promise == RETIRED;
    }

    private void adopt(JournalRecord.Adopted adopted) {
        parents = adopted.parents();
        if (held && tenure == adopted.tenure()) {
            return; // said again
        }
        tenure = adopted.tenure();
        tokens = adopted.tokens();
        held = true;
        copying = false;
        commit = adopted.start();
        log.restartAt(adopted.start(), adopted.logTimeMillis());
        history.replaceBy(List.of(new EpochStart(adopted.start().epoch(), adopted.start())));
        forced = Position.START;
        rewrites++;
    }

    private void append(LogRecord record) {
        log.append(record);
        if (record.payload() instanceof LogRecord.Open) {
            history.opened(record.position().epoch(), record.previous());
        }
    }

    private void startFrom(JournalRecord.State state) {
        tenure = state.tenure();
        tokens = state.tokens();
        promise = state.promise();
        history.replaceBy(state.history());
        acceptedClosed = state.acceptedClosed();
        closedEpoch = state.closedEpoch();
        commit = state.commit();
        copying = state.copying();
        held = true;
        log.restartAt(state.last(), state.logTimeMillis());
    }
}
