package io.ordinal.launcher.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.launcher.chaos.KeyStates.Judgement;
import org.junit.jupiter.api.Test;

/** One key, number 7, from when it was loaded by its first write. */
class KeyStatesTest {
    private static final int KEY = 7;
    private static final int LOADED = 1;

    private final KeyStates states = new KeyStates(10);

    @Test
    void a_loaded_key_holds_what_it_was_loaded_with() {
        assertThat(states.isPresent(KEY)).isTrue();
        assertThat(states.judge(KEY, LOADED)).isEqualTo(Judgement.RIGHT);
        assertThat(states.judge(KEY, KeyStates.ABSENT)).isEqualTo(Judgement.LOST);
        assertThat(states.judge(KEY, LoadedKeys.FOREIGN)).isEqualTo(Judgement.STRANGE);
    }

    @Test
    void the_last_acknowledged_put_is_what_it_holds_and_an_earlier_one_means_that_it_was_lost() {
        int second = put();
        assertThat(states.judge(KEY, second)).isEqualTo(Judgement.RIGHT);
        assertThat(states.judge(KEY, LOADED)).isEqualTo(Judgement.LOST);
    }

    @Test
    void a_deleted_key_stays_deleted() {
        int second = put();
        delete();
        assertThat(states.isPresent(KEY)).isFalse();
        assertThat(states.judge(KEY, KeyStates.ABSENT)).isEqualTo(Judgement.RIGHT);
        assertThat(states.judge(KEY, second)).isEqualTo(Judgement.RESURRECTED);
        int third = put();
        assertThat(states.isPresent(KEY)).isTrue();
        assertThat(states.judge(KEY, third)).isEqualTo(Judgement.RIGHT);
        assertThat(states.judge(KEY, KeyStates.ABSENT)).isEqualTo(Judgement.LOST);
    }

    @Test
    void a_refused_write_must_not_be_seen() {
        states.begin(KEY);
        int refused = states.nextOrdinal(KEY);
        states.unchanged(KEY);
        assertThat(states.judge(KEY, LOADED)).isEqualTo(Judgement.RIGHT);
        assertThat(states.judge(KEY, refused)).isEqualTo(Judgement.STRANGE);
        assertThat(put()).isGreaterThan(refused);
    }

    @Test
    void a_put_of_unknown_outcome_may_come_at_any_later_time() {
        states.begin(KEY);
        int unknown = states.nextOrdinal(KEY);
        states.putUnknown(KEY, unknown);
        assertThat(states.judge(KEY, LOADED)).isEqualTo(Judgement.RIGHT);
        assertThat(states.judge(KEY, unknown)).isEqualTo(Judgement.RIGHT);
        int later = put();
        assertThat(states.judge(KEY, later)).isEqualTo(Judgement.RIGHT);
        assertThat(states.judge(KEY, unknown)).isEqualTo(Judgement.RIGHT);
        assertThat(states.judge(KEY, LOADED)).isEqualTo(Judgement.LOST);
    }

    @Test
    void a_delete_of_unknown_outcome_may_have_removed_the_key() {
        states.begin(KEY);
        states.nextOrdinal(KEY);
        states.deleteUnknown(KEY);
        assertThat(states.judge(KEY, LOADED)).isEqualTo(Judgement.RIGHT);
        assertThat(states.judge(KEY, KeyStates.ABSENT)).isEqualTo(Judgement.RIGHT);
    }

    @Test
    void a_key_has_one_operation_at_a_time() {
        assertThat(states.begin(KEY)).isTrue();
        assertThat(states.begin(KEY)).isFalse();
        assertThat(states.begin(KEY + 1)).isTrue();
        states.putUnknown(KEY, states.nextOrdinal(KEY));
        assertThat(states.begin(KEY)).isTrue();
    }

    private int put() {
        states.begin(KEY);
        int ordinal = states.nextOrdinal(KEY);
        states.putApplied(KEY, ordinal);
        return ordinal;
    }

    private void delete() {
        states.begin(KEY);
        states.deleteApplied(KEY, states.nextOrdinal(KEY));
    }
}
