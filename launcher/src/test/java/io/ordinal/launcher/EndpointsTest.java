package io.ordinal.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndpointsTest {
    private static final Endpoints RUNNING = new Endpoints(
            4711, "default", "127.0.0.1:7190", Map.of("n1", "127.0.0.1:7101"), null, "127.0.0.1:40001", "secret");

    @TempDir
    private Path folder;

    @Test
    void who_reads_them_finds_what_was_written() throws IOException {
        RUNNING.write(folder);
        assertThat(Endpoints.read(folder)).contains(RUNNING);
    }

    @Test
    void only_their_owner_can_read_the_token() throws IOException {
        RUNNING.write(folder);
        assertThat(Files.getPosixFilePermissions(folder.resolve("endpoints.json")))
                .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    }

    @Test
    void nothing_but_the_file_itself_is_left_behind() throws IOException {
        RUNNING.write(folder);
        RUNNING.write(folder);
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactly("endpoints.json");
        }
        Endpoints.delete(folder);
        assertThat(Endpoints.read(folder)).isEmpty();
    }

    @Test
    void a_file_that_somebody_else_wrote_is_named_with_what_to_do() throws IOException {
        Files.writeString(folder.resolve("endpoints.json"), "{ not json");
        assertThatThrownBy(() -> Endpoints.read(folder))
                .isInstanceOf(LaunchException.class)
                .hasMessageContaining("endpoints.json")
                .hasMessageContaining("delete it");
    }
}
