package io.ordinal.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokensTest {
    /** Published vectors of XXH64 with seed 0: data on disk is laid out by them, so they hold for ever. */
    @ParameterizedTest
    @CsvSource({
        "'', ef46db3751d8e999",
        "a, d24ec4f1a98c6e5b",
        "abc, 44bc2cf5ad770999",
        "xxhash, 32dd38952c4bc720",
        "'Nobody inspects the spammish repetition', fbcea83c8a378bf1"
    })
    void aKeysTokenIsItsXxh64(String key, String token) {
        assertThat(Tokens.toString(Tokens.of(key.getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(token);
    }
}
