package io.ordinal.rebalancer.thread;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.rebalancer.MoveStep;
import io.ordinal.rebalancer.RebalancerEffect.MoveStepped;
import io.ordinal.ring.DiskId;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeId;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MoveLinesTest {
    private static final Member N2 = new Member(new NodeId("n2"), new DiskId(new UUID(1, 2)));
    private static final Member N4 = new Member(new NodeId("n4"), new DiskId(new UUID(1, 4)));

    private static String line(long move, MoveStep step, long bytes, long keys, String why) {
        return MoveLines.line(new MoveStepped(move, new RangeId(12), 3, N4, N2, step, bytes, keys, 5_123, why));
    }

    @Test
    void aLineSaysWhatIsKnownAndNoMore() {
        assertThat(line(17, MoveStep.BEGUN, 0, 0, "")).isEqualTo("range=r12 epoch=3 move=17 begun: n4 for n2");
        assertThat(line(17, MoveStep.CATCHING_UP, 12_500, 50, ""))
                .isEqualTo("range=r12 epoch=3 move=17 catching up: n4 for n2, bytes=12500 keys=50, after 5123 ms");
        assertThat(line(0, MoveStep.OPENED, 0, 0, ""))
                .isEqualTo("range=r12 epoch=3 move=- opened: n4 for n2, after 5123 ms");
        assertThat(line(17, MoveStep.GIVEN_UP, 12_500, 50, "it was cancelled"))
                .isEqualTo("range=r12 epoch=3 move=17 given up: n4 for n2, bytes=12500 keys=50, after 5123 ms:"
                        + " it was cancelled");
    }
}
