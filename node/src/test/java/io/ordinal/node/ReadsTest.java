package io.ordinal.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.protocol.NotServed;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.ReadMode;
import io.ordinal.protocol.ReadRequest;
import io.ordinal.protocol.StoredEntry;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReadsTest {
    private static final Key KEY = Key.utf8("city");
    private static final Table.Read FOUND = new Table.Read(
            new StoredEntry(KEY, Bytes.utf8("Bergen"), 7, 0),
            new TableBatch.RangeProgress(1, new Position(3, 7), 0, 0));
    private static final ReadRequest LINEARIZABLE = new ReadRequest(KEY, ReadMode.LINEARIZABLE, 0);
    private static final ReadRequest ANY = new ReadRequest(KEY, ReadMode.ANY, 0);

    @Test
    void aReadUnderOneLeaseIsAnswered() {
        assertThat(finish(GivenPermits.leasedUntil(100), GivenPermits.leasedUntil(100), LINEARIZABLE, 99))
                .isInstanceOf(Reads.Answer.class);
    }

    @Test
    void aLeaseThatRanOutWhileTheTableWasReadSpoilsTheRead() {
        assertThat(reason(finish(GivenPermits.leasedUntil(100), GivenPermits.leasedUntil(100), LINEARIZABLE, 100)))
                .isEqualTo(NotServed.Reason.NO_QUORUM);
    }

    @Test
    void aLeaseOfAnotherLeadershipIsNotTheOneThatTheReadBeganUnder() {
        assertThat(finish(GivenPermits.leasedUntil(100), GivenPermits.of(4, 500), LINEARIZABLE, 200))
                .isInstanceOf(Reads.Refusal.class);
    }

    @Test
    void aPermitThatWasRevokedSpoilsEveryRead() {
        assertThat(reason(finish(GivenPermits.leasedUntil(100), null, LINEARIZABLE, 50)))
                .isEqualTo(NotServed.Reason.NOT_RESPONSIBLE);
        assertThat(reason(finish(GivenPermits.leasedUntil(100), null, ANY, 50)))
                .isEqualTo(NotServed.Reason.NOT_RESPONSIBLE);
    }

    @Test
    void aReadThatSpansTheBeginningOfACopyMayHaveMetAMixture() {
        assertThat(reason(finish(GivenPermits.afterCopies(1), GivenPermits.afterCopies(2), ANY, 50)))
                .isEqualTo(NotServed.Reason.NOT_RESPONSIBLE);
        assertThat(finish(GivenPermits.afterCopies(2), GivenPermits.afterCopies(2), ANY, 50))
                .isInstanceOf(Reads.Answer.class);
    }

    @Test
    void aReadOfAnyAgeNeedsNoLease() {
        assertThat(finish(GivenPermits.leasedUntil(100), GivenPermits.of(4, ReadPermit.NO_LEASE), ANY, 200))
                .isInstanceOf(Reads.Answer.class);
    }

    private static Reads.Outcome finish(
            ReadPermit begun, @Nullable ReadPermit permit, ReadRequest request, long nowNanos) {
        assertThat(Reads.begin(begun, request, 0, 1, false)).isInstanceOf(Reads.FromTable.class);
        return Reads.finish(begun, permit, request, FOUND, nowNanos, false);
    }

    private static NotServed.Reason reason(Reads.Outcome outcome) {
        assertThat(outcome).isInstanceOf(Reads.Refusal.class);
        return ((Reads.Refusal) outcome).notServed().reason();
    }
}
