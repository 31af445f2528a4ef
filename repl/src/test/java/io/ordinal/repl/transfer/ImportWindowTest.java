package io.ordinal.repl.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.client.Refusal;
import io.ordinal.client.WriteOutcome;
import io.ordinal.repl.transfer.ImportWindow.Slot;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImportWindowTest {
    private static final WriteOutcome APPLIED = new WriteOutcome.Applied(1);
    private static final WriteOutcome UNKNOWN = new WriteOutcome.Unknown("the connection broke");
    private static final WriteOutcome NOT_DONE = new WriteOutcome.NotDone(Refusal.NO_QUORUM, "too few answer");

    private final ImportWindow window = new ImportWindow(4, 0);
    private final List<Slot> sent = new ArrayList<>();
    private long nowNanos;

    private void add(String key, String value) {
        window.add(new Row.Put(1, Key.utf8(key), Bytes.utf8(value), 0), nowNanos);
    }

    /** Sends what may be sent now. */
    private List<String> send() {
        List<String> values = new ArrayList<>();
        for (Slot slot = window.nextToSend(nowNanos); slot != null; slot = window.nextToSend(nowNanos)) {
            sent.add(slot);
            values.add(slot.row().value().toUtf8());
        }
        return values;
    }

    private void end(int index, WriteOutcome outcome) {
        window.ended(sent.get(index), outcome, nowNanos);
    }

    @Test
    void rows_of_different_keys_are_under_way_together_up_to_the_most() {
        for (String key : List.of("a", "b", "c", "d")) {
            assertThat(window.hasRoom()).isTrue();
            add(key, key);
        }
        assertThat(window.hasRoom()).isFalse();
        assertThat(send()).containsExactly("a", "b", "c", "d");
        end(2, APPLIED);
        assertThat(window.hasRoom()).isTrue();
    }

    @Test
    void of_the_rows_of_one_key_each_waits_for_the_one_before() {
        add("k", "first");
        add("k", "second");
        add("other", "third");
        add("k", "fourth");
        assertThat(send()).containsExactly("first", "third");
        end(0, APPLIED);
        assertThat(send()).containsExactly("second");
        end(2, APPLIED);
        assertThat(send()).containsExactly("fourth");
    }

    @Test
    void an_unknown_outcome_is_tried_again_before_a_later_row_of_the_key_may_go() {
        add("k", "first");
        add("k", "second");
        send();
        end(0, UNKNOWN);
        assertThat(send()).as("it rests").isEmpty();
        assertThat(window.maybeApplied()).isEqualTo(1);
        nowNanos += ImportWindow.REST_NANOS;
        assertThat(send()).containsExactly("first");
        end(1, APPLIED);
        assertThat(send()).containsExactly("second");
        assertThat(window.maybeApplied()).isZero();
        assertThat(window.retries()).isEqualTo(1);
    }

    @Test
    void the_prefix_ends_before_the_first_row_that_is_not_written() {
        window.pass();
        add("a", "a");
        add("b", "b");
        window.pass();
        send();
        end(1, APPLIED);
        assertThat(window.prefix()).isEqualTo(1);
        end(0, APPLIED);
        assertThat(window.prefix()).isEqualTo(4);
        assertThat(window.isEmpty()).isTrue();
    }

    @Test
    void a_row_that_never_gets_through_stops_the_reading_soon() {
        ImportWindow narrow = new ImportWindow(2, 0);
        narrow.add(new Row.Put(1, Key.utf8("stuck"), Bytes.EMPTY, 0), 0);
        assertThat(narrow.nextToSend(0)).isNotNull();
        int written = 0;
        while (narrow.hasRoom()) {
            narrow.add(new Row.Put(1, Key.utf8("k" + written), Bytes.EMPTY, 0), 0);
            Slot slot = narrow.nextToSend(0);
            assertThat(slot).isNotNull();
            narrow.ended(slot, APPLIED, 0);
            written++;
            assertThat(written).isLessThan(100);
        }
    }

    @Test
    void large_rows_are_bounded_by_their_bytes() {
        ImportWindow wide = new ImportWindow(1_000, 0);
        int rows = 0;
        while (wide.hasRoom()) {
            wide.add(new Row.Put(1, Key.utf8("k" + rows++), Bytes.wrap(new byte[1 << 20]), 0), 0);
        }
        assertThat((long) rows << 20).isEqualTo(ImportWindow.MAX_BYTES);
    }

    @Test
    void it_is_stuck_for_as_long_as_nothing_is_written_though_something_waits() {
        nowNanos = 50;
        assertThat(window.stuckNanos(nowNanos)).isZero();
        add("a", "a");
        send();
        nowNanos = 80;
        end(0, NOT_DONE);
        assertThat(window.stuckNanos(nowNanos)).isEqualTo(30);
        assertThat(window.lastTrouble()).contains("too few answer").contains(Refusal.NO_QUORUM.nextStep());
        nowNanos += ImportWindow.REST_NANOS;
        send();
        end(1, APPLIED);
        assertThat(window.stuckNanos(nowNanos)).isZero();
        assertThat(window.lastTrouble()).isEmpty();
    }
}
