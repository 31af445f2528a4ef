package io.ordinal.simulator.check;

import static io.ordinal.simulator.check.Histories.applied;
import static io.ordinal.simulator.check.Histories.history;
import static io.ordinal.simulator.check.Histories.unknown;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ordinal.simulator.world.Violation;
import org.junit.jupiter.api.Test;

class NumberOrderTest {
    @Test
    void overlappingWritesMayHaveEitherOrder() {
        NumberOrder.check(history()
                .put("a", "1", 0, 10, applied(7))
                .put("b", "2", 5, 8, applied(3))
                .put("c", "3", 11, 12, applied(8))
                .put("d", "4", 11, 12, unknown())
                .calls());
    }

    @Test
    void aLaterWriteWithASmallerNumberIsFoundAcrossKeys() {
        assertThatThrownBy(() -> NumberOrder.check(history()
                        .put("a", "1", 0, 10, applied(7))
                        .put("b", "2", 11, 12, applied(3))
                        .calls()))
                .isInstanceOf(Violation.class);
    }

    @Test
    void theHighestEarlierNumberCountsNotTheLatest() {
        assertThatThrownBy(() -> NumberOrder.check(history()
                        .put("a", "1", 0, 10, applied(9))
                        .put("b", "2", 0, 12, applied(3))
                        .put("c", "3", 13, 14, applied(5))
                        .calls()))
                .isInstanceOf(Violation.class);
    }

    @Test
    void aNumberThatIsGivenTwiceIsFound() {
        assertThatThrownBy(() -> NumberOrder.check(history()
                        .put("a", "1", 0, 10, applied(3))
                        .put("b", "2", 1, 9, applied(3))
                        .calls()))
                .isInstanceOf(Violation.class);
    }
}
