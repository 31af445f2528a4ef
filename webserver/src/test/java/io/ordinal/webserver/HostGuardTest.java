package io.ordinal.webserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostGuardTest {
    private final HostGuard guard = new HostGuard("10.1.2.3", List.of("Store.Example", "[fd00::1]"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST:7080",
                "127.0.0.1",
                "127.0.0.1:7080",
                "127.255.0.9",
                "[::1]",
                "[::1]:7080",
                "10.1.2.3:80",
                "store.example",
                "STORE.example:443",
                "[fd00::1]"
            })
    void names_that_no_stranger_can_own_pass(String host) {
        assertThatCode(() -> guard.check(host, null)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "evil.example",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "127.1",
                "2130706433",
                "10.1.2.4",
                "localhost:7080:1",
                "localhost:x",
                "localhost@evil.example",
                "localhost,evil.example",
                "[::1",
                "[::1]x",
                "::1",
                "localhost.",
                "127.0.0.01"
            })
    void all_others_are_told_that_they_came_to_the_wrong_place(String host) {
        assertThat(status(host, null)).isEqualTo(421);
    }

    @Test
    void a_page_passes_only_if_this_server_gave_it() {
        assertThatCode(() -> guard.check("localhost:7080", "http://localhost:7080"))
                .doesNotThrowAnyException();
        assertThatCode(() -> guard.check("store.example", "https://store.example"))
                .doesNotThrowAnyException();
        assertThat(status("localhost:7080", "http://localhost:3000")).isEqualTo(403);
        assertThat(status("localhost:7080", "http://127.0.0.1:7080")).isEqualTo(403);
        assertThat(status("localhost:7080", "http://evil.example")).isEqualTo(403);
        assertThat(status("localhost:7080", "null")).isEqualTo(403);
        assertThat(status("localhost:7080", "")).isEqualTo(403);
    }

    private int status(String host, @Nullable String origin) {
        return catchThrowableOfType(ProblemException.class, () -> guard.check(host, origin))
                .problem()
                .status();
    }
}
