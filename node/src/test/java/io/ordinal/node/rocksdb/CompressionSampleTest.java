package io.ordinal.node.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CompressionSampleTest {
    @Test
    void text_is_worth_compressing_and_noise_is_not() {
        byte[] text =
                "{\"customer\": 4711, \"city\": \"Lisbon\"}\n".repeat(5_000).getBytes(StandardCharsets.UTF_8);
        byte[] noise = new byte[200_000];
        new Random(1).nextBytes(noise);

        assertThat(CompressionSample.isWorthIt(text)).isTrue();
        assertThat(CompressionSample.isWorthIt(noise)).isFalse();
    }

    @Test
    void a_few_bytes_are_not_worth_the_trouble() {
        assertThat(CompressionSample.isWorthIt(new byte[0])).isFalse();
        assertThat(CompressionSample.isWorthIt(new byte[] {1, 2, 3})).isFalse();
    }
}
