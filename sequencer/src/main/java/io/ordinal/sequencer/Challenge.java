package io.ordinal.sequencer;

import io.ordinal.ring.Member;
import io.ordinal.ring.Registration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Judges when the office should be taken from whom the record names. It only keeps the peace: a challenge too many costs
 * an interruption, never correctness, since the conditional write decides.
 *
 * <p>A holder that is suspected or absent <em>and</em> has not renewed the record for a while is challenged at once, the
 * candidates one after the other in the order of their names. A holder that goes on renewing is alive, only not for us:
 * it is challenged when that has lasted, and less and less readily, so that two nodes that cannot reach each other do not
 * snatch the office from each other for ever. Who has just come suspects everybody it has not yet reached: for a while it
 * believes in the holder that it found, as long as that one goes on renewing.
 */
final class Challenge {
    private static final int MAX_RELUCTANCE = 32;

    /** In {@link SequencerTimes#patienceNanos}: connections to all others take so long at the start of a process. */
    private static final int NEWCOMERS_PATIENCE = 4;

    private final Member self;
    private final SequencerTimes times;

    private List<Registration> present = List.of();
    private boolean looked;
    private long believedTerm;
    private long believedUntilNanos;
    private long renewedNanos;
    private boolean suspected;
    private long suspectedTerm;
    private long suspectedSinceNanos;
    private long suspectedLastNanos;
    private boolean absent;
    private long absentSinceNanos;
    private long reluctance = 1;
    private long snatchedNanos;

    Challenge(Member self, SequencerTimes times) {
        this.self = self;
        this.times = times;
    }

    /** The record changed, or we cannot know that it did not. */
    void renewed(long nowNanos) {
        renewedNanos = nowNanos;
    }

    void membersSeen(List<Registration> nowPresent) {
        present = nowPresent;
    }

    void suspected(long term, long nowNanos) {
        if (!suspected || suspectedTerm != term || nowNanos - suspectedLastNanos > times.suspicionNanos()) {
            suspectedSinceNanos = nowNanos;
        }
        suspected = true;
        suspectedTerm = term;
        suspectedLastNanos = nowNanos;
    }

    /** Whether this candidate should write now. {@code record} is null while there is none. */
    boolean isDue(@Nullable SequencerRecord record, long nowNanos) {
        if (!looked) {
            looked = true;
            believedTerm = record == null ? 0 : record.term();
            believedUntilNanos = nowNanos + NEWCOMERS_PATIENCE * times.patienceNanos();
        }
        if (!isPresent(self)) {
            return false;
        }
        long turnNanos = rank(record) * times.challengeStepNanos();
        if (record == null || record.stoppedCleanly()) {
            return nowNanos - renewedNanos >= turnNanos;
        }
        if (record.holder().equals(self)) {
            return true;
        }
        noteAbsence(record, nowNanos);
        boolean suspectedNow =
                suspected && suspectedTerm == record.term() && nowNanos - suspectedLastNanos <= times.suspicionNanos();
        if (!absent && !suspectedNow) {
            return false;
        }
        long lastingNanos = nowNanos - (absent ? absentSinceNanos : suspectedSinceNanos);
        boolean believed = !absent && record.term() == believedTerm && nowNanos - believedUntilNanos < 0;
        return (isQuiet(nowNanos - turnNanos) && lastingNanos >= turnNanos)
                || (!believed && lastingNanos >= times.patienceNanos() * reluctance(nowNanos) + turnNanos);
    }

    /** The challenge that was due is made. */
    void made(long nowNanos) {
        if (!isQuiet(nowNanos)) {
            reluctance = Math.min(MAX_RELUCTANCE, reluctance(nowNanos) * 2);
            snatchedNanos = nowNanos;
        }
    }

    private boolean isQuiet(long atNanos) {
        return atNanos - renewedNanos >= times.quietNanos();
    }

    private long reluctance(long nowNanos) {
        boolean longAgo = nowNanos - snatchedNanos > 2 * MAX_RELUCTANCE * times.patienceNanos();
        return longAgo ? 1 : reluctance;
    }

    private void noteAbsence(SequencerRecord record, long nowNanos) {
        boolean absentNow = !isPresent(record.holder());
        if (absentNow && !absent) {
            absentSinceNanos = nowNanos;
        }
        absent = absentNow;
    }

    private boolean isPresent(Member member) {
        return present.stream().anyMatch(registration -> registration.member().equals(member));
    }

    private long rank(@Nullable SequencerRecord record) {
        return present.stream()
                .map(Registration::member)
                .filter(member -> record == null || !member.equals(record.holder()))
                .filter(member -> member.node().compareTo(self.node()) < 0)
                .count();
    }
}
