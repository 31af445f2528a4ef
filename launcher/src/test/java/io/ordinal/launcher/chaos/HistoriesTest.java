package io.ordinal.launcher.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ordinal.protocol.Condition;
import io.ordinal.protocol.ReadMode;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import io.ordinal.simulator.check.Action;
import io.ordinal.simulator.check.Call;
import io.ordinal.simulator.check.Ending;
import io.ordinal.simulator.world.Violation;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rounds as callers might have lived them: right ones pass, and each promise that is broken is found. */
class HistoriesTest {
    private static final Key CITY = Key.utf8("city");
    private static final Key RIVER = Key.utf8("river");

    private final Histories histories = new Histories();

    @Test
    void what_was_acknowledged_is_there_at_the_end_of_its_round_and_of_all() {
        histories.judge(
                List.of(put(CITY, "Bern", 0, 7), read(CITY, "Bern", 20, 7)), List.of(read(CITY, "Bern", 20, 7)));
        histories.judge(List.of(put(RIVER, "Aare", 30, 9)), List.of(read(RIVER, "Aare", 50, 9)));
        assertThat(histories.keys()).containsExactlyInAnyOrder(CITY, RIVER);
        histories.judgeRemains(List.of(read(CITY, "Bern", 90, 7), read(RIVER, "Aare", 95, 9)));
    }

    @Test
    void a_write_that_vanished_within_its_round_is_found() {
        Call gone = read(CITY, null, 20, 0);
        assertThatThrownBy(() -> histories.judge(List.of(put(CITY, "Bern", 0, 7), gone), List.of(gone)))
                .isInstanceOf(Violation.class)
                .hasMessageContaining("not linearizable");
    }

    @Test
    void a_write_that_vanished_after_its_round_is_found() {
        histories.judge(List.of(put(CITY, "Bern", 0, 7)), List.of(read(CITY, "Bern", 20, 7)));
        assertThatThrownBy(() -> histories.judgeRemains(List.of(read(CITY, null, 90, 0))))
                .isInstanceOf(Violation.class)
                .hasMessageContaining("not what its round left");
    }

    @Test
    void a_key_that_cannot_be_read_at_the_end_is_found() {
        histories.judge(List.of(put(CITY, "Bern", 0, 7)), List.of(read(CITY, "Bern", 20, 7)));
        Call silence = new Call("c", new Action.Get(CITY, ReadMode.LINEARIZABLE), 90, 99, new Ending.NotDone());
        assertThatThrownBy(() -> histories.judgeRemains(List.of(silence)))
                .isInstanceOf(Violation.class)
                .hasMessageContaining("cannot be read");
    }

    @Test
    void a_write_of_unknown_outcome_may_come_after_its_round() {
        Action late = new Action.Put(CITY, Bytes.utf8("Biel"), Condition.NONE);
        Call unknown = new Call("c", late, 5, 10, new Ending.Unknown());
        histories.judge(List.of(put(CITY, "Bern", 0, 7), unknown), List.of(read(CITY, "Bern", 20, 7)));
        histories.judgeRemains(List.of(read(CITY, "Biel", 90, 8)));
        assertThatThrownBy(() -> histories.judgeRemains(List.of(read(CITY, "Basel", 90, 8))))
                .isInstanceOf(Violation.class);
    }

    @Test
    void a_number_that_is_not_above_those_of_earlier_rounds_is_found() {
        histories.judge(List.of(put(CITY, "Bern", 0, 7)), List.of());
        assertThatThrownBy(() -> histories.judge(List.of(put(RIVER, "Aare", 30, 7)), List.of()))
                .isInstanceOf(Violation.class)
                .hasMessageContaining("earlier round");
    }

    private static Call put(Key key, String value, long at, long sequence) {
        Action put = new Action.Put(key, Bytes.utf8(value), Condition.NONE);
        return new Call("c", put, at, at + 3, new Ending.Applied(sequence));
    }

    private static Call read(Key key, String value, long at, long sequence) {
        Bytes found = value == null ? null : Bytes.utf8(value);
        Action get = new Action.Get(key, ReadMode.LINEARIZABLE);
        return new Call("c", get, at, at + 3, new Ending.Found(found, sequence, Math.max(sequence, 7)));
    }
}
