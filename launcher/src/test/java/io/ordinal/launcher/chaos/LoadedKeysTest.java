package io.ordinal.launcher.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import org.junit.jupiter.api.Test;

/** A thousand keys with values of 20 bytes. */
class LoadedKeysTest {
    private final LoadedKeys keys = new LoadedKeys(1_000, 20);

    @Test
    void a_key_tells_its_number_and_a_value_the_write_that_gave_it() {
        assertThat(keys.number(keys.key(17))).isEqualTo(17);
        assertThat(keys.value(17, 3).length()).isEqualTo(20);
        assertThat(keys.ordinal(17, keys.value(17, 3))).isEqualTo(3);
        assertThat(keys.size(17)).isEqualTo("moves/17".length() + 20);
    }

    @Test
    void a_value_of_another_key_or_a_damaged_one_is_foreign() {
        assertThat(keys.ordinal(17, keys.value(18, 3))).isEqualTo(LoadedKeys.FOREIGN);
        byte[] damaged = keys.value(17, 3).array().clone();
        damaged[19]++;
        assertThat(keys.ordinal(17, Bytes.wrap(damaged))).isEqualTo(LoadedKeys.FOREIGN);
        assertThat(keys.ordinal(17, Bytes.utf8("short"))).isEqualTo(LoadedKeys.FOREIGN);
    }

    @Test
    void a_key_that_is_none_of_them_has_no_number() {
        assertThat(keys.number(keys.key(1_000))).isEqualTo(-1);
        assertThat(keys.number(Key.utf8("moves/017"))).isEqualTo(-1);
        assertThat(keys.number(Key.utf8("moves/-1"))).isEqualTo(-1);
        assertThat(keys.number(Key.utf8("moves/x"))).isEqualTo(-1);
        assertThat(keys.number(Key.utf8("history/1"))).isEqualTo(-1);
    }
}
