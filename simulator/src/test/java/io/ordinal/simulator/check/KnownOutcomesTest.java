package io.ordinal.simulator.check;

import static io.ordinal.simulator.check.Histories.applied;
import static io.ordinal.simulator.check.Histories.found;
import static io.ordinal.simulator.check.Histories.history;
import static io.ordinal.simulator.check.Histories.unknown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ordinal.protocol.ClientId;
import io.ordinal.protocol.LogRecord;
import io.ordinal.protocol.Operation;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.RequestId;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import io.ordinal.ring.RangeId;
import io.ordinal.simulator.world.Violation;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KnownOutcomesTest {
    private static final RangeId RANGE = new RangeId(1);

    @Test
    void aPutOfTheLogHasItsNumberAndMayTakeEffectAtAnyTime() {
        List<Call> calls =
                KnownOutcomes.in(history().put("k", "a", 0, 1, unknown()).calls(), logOf("a", 7));

        assertThat(calls.get(0).ending()).isEqualTo(applied(7));
        assertThat(calls.get(0).endedNanos()).isEqualTo(Call.NEVER);
    }

    @Test
    void aPutThatIsInNoLogDidNotHappen() {
        List<Call> calls =
                KnownOutcomes.in(history().put("k", "b", 0, 1, unknown()).calls(), logOf("a", 7));

        assertThat(calls.get(0).ending()).isEqualTo(new Ending.NotDone());
    }

    @Test
    void whatAReadSaysOfSuchAPutIsHeldAgainstTheLog() {
        List<Call> calls = KnownOutcomes.in(
                history()
                        .put("k", "a", 0, 1, unknown())
                        .get("k", 2, 3, found("a", 8, 8))
                        .calls(),
                logOf("a", 7));

        assertThatThrownBy(() -> new Linearizability(1_000).check(calls)).isInstanceOf(Violation.class);
    }

    private static CommittedState logOf(String value, long sequence) {
        LogRecord record = new LogRecord(
                new Position(1, sequence),
                Position.START,
                0,
                new LogRecord.Write(
                        new RequestId(new ClientId(1, 1), 1), new Operation.Put(Key.utf8("k"), Bytes.utf8(value), 0)));
        return new CommittedState(Map.of(RANGE, List.of(record)), key -> List.of(RANGE));
    }
}
