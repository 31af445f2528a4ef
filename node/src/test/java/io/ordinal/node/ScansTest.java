package io.ordinal.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.protocol.ClientReply;
import io.ordinal.protocol.NotServed;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.ReadMode;
import io.ordinal.protocol.ScanReply;
import io.ordinal.protocol.ScanRequest;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.TokenRange;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ScansTest {
    private static final Table.Page PAGE =
            new Table.Page(List.of(), null, new TableBatch.RangeProgress(1, new Position(3, 7), 0, 0));

    @Test
    void aPageUnderOneLeaseIsAnswered() {
        assertThat(finish(GivenPermits.leasedUntil(100), ReadMode.LINEARIZABLE, 99))
                .isEqualTo(new ScanReply(List.of(), null, 7));
    }

    @Test
    void aLeaseThatRanOutWhileThePageWasReadSpoilsIt() {
        assertThat(reason(finish(GivenPermits.leasedUntil(100), ReadMode.LINEARIZABLE, 100)))
                .isEqualTo(NotServed.Reason.NO_QUORUM);
    }

    @Test
    void aPageIsOfOneLeadership() {
        assertThat(finish(GivenPermits.of(4, 500), ReadMode.LINEARIZABLE, 50)).isInstanceOf(NotServed.class);
        assertThat(finish(GivenPermits.of(4, 500), ReadMode.ANY, 50)).isInstanceOf(ScanReply.class);
    }

    @Test
    void aPageThatSpansTheBeginningOfACopyMayHaveMetAMixture() {
        assertThat(reason(finish(GivenPermits.afterCopies(1), ReadMode.ANY, 50)))
                .isEqualTo(NotServed.Reason.NOT_RESPONSIBLE);
    }

    @Test
    void aPermitThatWasRevokedSpoilsEveryPage() {
        assertThat(reason(finish(null, ReadMode.ANY, 50))).isEqualTo(NotServed.Reason.NOT_RESPONSIBLE);
    }

    private static ClientReply finish(@Nullable ReadPermit permit, ReadMode mode, long nowNanos) {
        ScanRequest request = new ScanRequest(new RangeId(1), TokenRange.WHOLE_RING, Bytes.EMPTY, null, 10, mode);
        ReadPermit begun = GivenPermits.leasedUntil(100);
        assertThat(Scans.refusal(begun, request, 0, 1)).isNull();
        return Scans.finish(begun, permit, request, PAGE, nowNanos);
    }

    private static NotServed.Reason reason(ClientReply reply) {
        assertThat(reply).isInstanceOf(NotServed.class);
        return ((NotServed) reply).reason();
    }
}
