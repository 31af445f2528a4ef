package io.ordinal.repl.jline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryFileTest {
    @TempDir
    private Path home;

    @Test
    void nobody_else_may_read_what_was_typed() throws IOException {
        Path file = HistoryFile.open(home).orElseThrow();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void a_home_that_cannot_be_used_means_no_history() throws IOException {
        Path notAFolder = Files.createFile(home.resolve("file"));
        assertThat(HistoryFile.open(notAFolder)).isEmpty();
    }
}
