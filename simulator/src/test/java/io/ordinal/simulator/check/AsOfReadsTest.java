package io.ordinal.simulator.check;

import static io.ordinal.simulator.check.Histories.applied;
import static io.ordinal.simulator.check.Histories.found;
import static io.ordinal.simulator.check.Histories.history;
import static io.ordinal.simulator.check.Histories.nothing;
import static io.ordinal.simulator.check.Histories.unknown;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ordinal.protocol.ReadMode;
import io.ordinal.simulator.world.Violation;
import org.junit.jupiter.api.Test;

class AsOfReadsTest {
    @Test
    void anOldReadIsFineIfItSaysSo() {
        accepts(written().get("k", ReadMode.ANY, 20, 21, found("a", 3, 4)));
        accepts(written().get("k", ReadMode.ANY, 20, 21, nothing(2)));
    }

    @Test
    void aReadThatMissesAWriteBelowItsNumberIsFound() {
        refuses(written().get("k", ReadMode.ANY, 20, 21, found("a", 3, 5)));
        refuses(written().get("k", ReadMode.ANY, 20, 21, nothing(3)));
    }

    @Test
    void aReadFromTheFutureOfItsNumberIsFound() {
        refuses(written().get("k", ReadMode.ANY, 20, 21, found("b", 5, 4)));
    }

    @Test
    void atLeastIsAtLeast() {
        accepts(written().get("k", new ReadMode.AtLeast(5), 20, 21, found("b", 5, 6)));
        refuses(written().get("k", new ReadMode.AtLeast(5), 20, 21, found("a", 3, 4)));
    }

    @Test
    void aLinearizableReadIsAsOfWhatWasAnsweredBefore() {
        refuses(written().get("k", ReadMode.LINEARIZABLE, 20, 21, found("a", 3, 4)));
    }

    @Test
    void anUnknownDeleteMayExplainAbsence() {
        accepts(written().delete("k", 14, 15, unknown()).get("k", ReadMode.ANY, 20, 21, nothing(9)));
        refuses(written().get("k", ReadMode.ANY, 20, 21, nothing(9)));
    }

    private static Histories written() {
        return history().put("k", "a", 0, 1, applied(3)).put("k", "b", 10, 11, applied(5));
    }

    private static void accepts(Histories history) {
        assertThatCode(() -> AsOfReads.check(history.calls())).doesNotThrowAnyException();
    }

    private static void refuses(Histories history) {
        assertThatThrownBy(() -> AsOfReads.check(history.calls())).isInstanceOf(Violation.class);
    }
}
