package io.ordinal.sequencer;

import io.ordinal.protocol.Grant;
import io.ordinal.protocol.GrantRefused.Reason;
import io.ordinal.protocol.GrantRequest;
import org.jspecify.annotations.Nullable;

/**
 * One reign of this process: its numbers, its lease, and the record that both rest on. Begun with a confirmed write,
 * never with anything left from before.
 */
final class Term {
    private final Lease lease;
    private final Reservation reservation;
    private final boolean waits;
    private final long waitEndsNanos;
    private StoredSequencerRecord record;

    /**
     * @param taken the write that took the office
     * @param storeVersion of the record since then
     * @param sentNanos when that write was sent, at the earliest
     * @param confirmedNanos when it was known to have happened: from here on the predecessor's lease and grants are
     *     waited for, since no write of its can have been sent later
     */
    Term(Attempt taken, int storeVersion, long sentNanos, long confirmedNanos, long blockSize, SequencerTimes times) {
        StoredSequencerRecord predecessor = taken.replaces();
        record = new StoredSequencerRecord(taken.next(), storeVersion, 0);
        reservation = new Reservation(
                blockSize,
                predecessor == null ? 0 : predecessor.record().ceiling(),
                taken.next().ceiling());
        lease = new Lease(times.leaseNanos());
        lease.confirm(sentNanos);
        waits = predecessor != null && !predecessor.record().stoppedCleanly();
        waitEndsNanos = confirmedNanos + times.successionWaitNanos();
    }

    long number() {
        return record.record().term();
    }

    long highestIssued() {
        return reservation.highestIssued();
    }

    boolean runsLow() {
        return reservation.runsLow();
    }

    boolean mustWaitAt(long nowNanos) {
        return waits && nowNanos - waitEndsNanos < 0;
    }

    /** Why {@code request} gets nothing now, or null if it may have its numbers. */
    @Nullable
    Reason refusal(GrantRequest request, long nowNanos) {
        if (mustWaitAt(nowNanos)) {
            return Reason.WAITING_FOR_PREDECESSOR;
        }
        if (!lease.holdsAt(nowNanos)) {
            return Reason.LEASE_EXPIRED;
        }
        return request.count() > 0 && reservation.remaining() == 0 ? Reason.OUT_OF_NUMBERS : null;
    }

    /** Issues numbers: as many as asked for, or as there are. Only after {@link #refusal} gave no reason. */
    Grant grant(GrantRequest request) {
        int count = reservation.issue(Math.max(0, request.count()));
        long highest = reservation.highestIssued();
        return new Grant(request.request(), number(), highest - count + 1, count, highest);
    }

    /** The write that renews the lease, and reserves more numbers where they run low. */
    Attempt renewal(long nowNanos) {
        return replacement(reservation.wantedCeiling(), false, nowNanos);
    }

    /** The write after which nobody need wait for this term. Only when nothing will be issued in it any more. */
    Attempt cleanEnd(long nowNanos) {
        return replacement(reservation.highestIssued(), true, nowNanos);
    }

    /** The last write of this term is known to have happened. */
    void confirm(Attempt done, long sentNanos) {
        record = new StoredSequencerRecord(done.next(), record.storeVersion() + 1, 0);
        reservation.confirm(done.next().ceiling());
        lease.confirm(sentNanos);
    }

    boolean owns(SequencerRecord other) {
        return record.record().owner().equals(other.owner());
    }

    private Attempt replacement(long ceiling, boolean stoppedCleanly, long nowNanos) {
        SequencerRecord last = record.record();
        return new Attempt(
                new SequencerRecord(last.term(), ceiling, last.owner(), last.holder(), last.address(), stoppedCleanly),
                record,
                nowNanos,
                1);
    }
}
