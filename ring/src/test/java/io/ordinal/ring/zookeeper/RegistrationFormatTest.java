package io.ordinal.ring.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ordinal.ring.Address;
import io.ordinal.ring.Registration;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrationFormatTest {
    private static final Registration N1 =
            new Registration(TestZooKeeper.member("n1", 1), 12, new Address("::1", 7101), "räck = a", 3, "0.1.0+é");
    private static final String TEXT = new String(RegistrationFormat.encode(N1), StandardCharsets.UTF_8);

    @Test
    void whatIsWrittenIsReadAgain() {
        assertThat(decode(TEXT)).isEqualTo(N1);
    }

    @Test
    void anOperatorCanReadIt() {
        assertThat(TEXT).startsWith("ordinal-registration/1\nnode=n1\n").contains("\naddress=[::1]:7101\n");
    }

    @Test
    void fieldsOfANewerVersionAreIgnored() {
        assertThat(decode(TEXT + "zone=z1\n")).isEqualTo(N1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ordinal-registration/1 | ordinal-registration/2 | another version",
                "node=n1                | node=n2                | registers n2, not n1",
                "run=12                 | run=twelve             | no number",
                "run=12                 | run=-1                 | run number",
                "weight=3               | weight=0               | weight",
                "weight=3               | weight=4294967297      | weight",
                "weight=3               | weight                 | no field",
                "weight=3               | run=3                  | twice",
                "weight=3               | load=3                 | missing",
                "address=[::1]:7101     | address=nowhere        | no address",
            })
    void whatIsWrongIsSaid(String good, String bad, String complaint) {
        assertThat(TEXT).contains(good);

        assertThatThrownBy(() -> decode(TEXT.replace(good, bad)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(complaint);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "garbage", "ordinal-registration/1", "ordinal-registration/1\n"})
    void garbageIsRefused(String garbage) {
        assertThatThrownBy(() -> decode(garbage)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everyCutIsRefused() {
        for (int length = 0; length < TEXT.length(); length++) {
            String cut = TEXT.substring(0, length);
            assertThatThrownBy(() -> decode(cut)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void bytesThatAreNoTextAreRefused() {
        assertThatThrownBy(() -> RegistrationFormat.decode("n1", new byte[] {(byte) 0xff, 0, 1}))
                .hasMessageContaining("UTF-8");
        assertThatThrownBy(() -> RegistrationFormat.decode("n1", new byte[TextRecord.MAX_BYTES + 1]))
                .hasMessageContaining("at most");
    }

    @Test
    void aLineBreakInATextCannotForgeAField() {
        Registration forged = new Registration(N1.member(), 1, N1.address(), "a\nrun=99", 1, "0.1.0");

        assertThatThrownBy(() -> RegistrationFormat.encode(forged)).hasMessageContaining("control character");
    }

    private static Registration decode(String text) {
        return RegistrationFormat.decode("n1", text.getBytes(StandardCharsets.UTF_8));
    }
}
