package io.ordinal.webserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ordinal.ring.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PercentTest {
    @Test
    void every_byte_survives_being_written_and_read() {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        String encoded = Percent.encodeQuery(Bytes.wrap(all));

        assertThat(encoded).matches("[!-~]+").doesNotContain("&", "+", "#", "=");
        assertThat(Percent.decodeQuery(encoded)).isEqualTo(Bytes.wrap(all));
    }

    @Test
    void a_plus_is_a_space_in_queries_only() {
        assertThat(Percent.decodePath("a+b")).isEqualTo(Bytes.utf8("a+b"));
        assertThat(Percent.decodeQuery("a+b")).isEqualTo(Bytes.utf8("a b"));
        assertThat(Percent.decodeQuery("a%2Bb")).isEqualTo(Bytes.utf8("a+b"));
    }

    @Test
    void decoding_is_done_once() {
        assertThat(Percent.decodePath("%252F")).isEqualTo(Bytes.utf8("%2F"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "%4", "%g0", "%0g", "%-1", "%+1", "a b", "\u00e4", "\n", "%\uff11\uff11", "\u0000"})
    void what_is_not_encoded_properly_is_refused(String text) {
        assertThatThrownBy(() -> Percent.decodePath(text)).isInstanceOf(ProblemException.class);
    }
}
