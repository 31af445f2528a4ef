package io.ordinal.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.ring.MoveSettings;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeId;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CopyPaceTest {
    private static final int PAGE_BYTES = 1_000;

    private final Turn turn = new Turn();
    private final AtomicLong sentBytes = new AtomicLong();
    private long nowNanos;
    private CopyPace pace = new CopyPace(turn);

    private void ask(int range) {
        pace.ask(new RangeId(range), new NodeId("n4"), () -> {
            sentBytes.addAndGet(PAGE_BYTES);
            pace.sent(PAGE_BYTES);
        });
    }

    private void passMillis(long millis) {
        nowNanos += millis * 1_000_000;
        turn.begin(nowNanos, effect -> {});
        pace.tick();
    }

    @Test
    void withoutALimitEveryPageGoesAtOnce() {
        ask(1);
        ask(2);

        assertThat(sentBytes).hasValue(2 * PAGE_BYTES);
    }

    @Test
    void underALimitNoMoreIsSentThanItAllows() {
        pace.settings(MoveSettings.DEFAULT.bytesPerSecond(10_000));
        for (int millis = 0; millis < 10_000; millis += 10) {
            ask(1);
            ask(2);
            passMillis(10);
        }

        assertThat(sentBytes.get()).isBetween(95_000L, 102_000L);
    }

    @Test
    void whilePausedNothingIsSentAndAfterwardsItGoesOn() {
        pace.settings(MoveSettings.DEFAULT.paused(true));
        ask(1);
        passMillis(10_000);
        assertThat(sentBytes).hasValue(0);

        pace.settings(MoveSettings.DEFAULT);
        passMillis(10);
        assertThat(sentBytes).hasValue(PAGE_BYTES);
    }

    @Test
    void aPageThatIsAskedForTwiceIsSentOnce() {
        pace.settings(MoveSettings.DEFAULT.paused(true));
        ask(1);
        ask(1);
        pace.settings(MoveSettings.DEFAULT);
        passMillis(10);

        assertThat(sentBytes).hasValue(PAGE_BYTES);
    }
}
