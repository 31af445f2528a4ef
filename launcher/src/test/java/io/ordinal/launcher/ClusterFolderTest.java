package io.ordinal.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterFolderTest {
    @TempDir
    private Path temp;

    @Test
    void the_second_is_told_who_runs() throws IOException {
        Path path = temp.resolve("data");
        try (ClusterFolder first = ClusterFolder.open(path, false)) {
            new Endpoints(4711, "default", "127.0.0.1:7190", Map.of("n1", "127.0.0.1:7101"), null, "127.0.0.1:1", "t")
                    .write(first.path());
            assertThatThrownBy(() -> ClusterFolder.open(path, false))
                    .isInstanceOf(LaunchException.class)
                    .hasMessageContaining("process 4711")
                    .hasMessageContaining("127.0.0.1:7101")
                    .hasMessageContaining("--data DIR");
        }
    }

    @Test
    void the_next_one_goes_on_with_the_nodes_of_the_one_before() throws IOException {
        try (ClusterFolder first = ClusterFolder.open(temp, false)) {
            Files.createDirectories(first.node("n2"));
            Files.createDirectories(first.node("n1"));
        }
        try (ClusterFolder second = ClusterFolder.open(temp, false)) {
            assertThat(second.nodes()).containsExactly("n1", "n2");
        }
    }

    @Test
    void who_ends_in_good_order_leaves_no_endpoints() throws IOException {
        try (ClusterFolder folder = ClusterFolder.open(temp, false)) {
            new Endpoints(1, "default", "127.0.0.1:7190", Map.of(), null, "127.0.0.1:1", "t").write(folder.path());
        }
        assertThat(Endpoints.read(temp)).isEmpty();
    }

    @Test
    void ephemeral_data_are_gone_afterwards_and_the_others_stay() throws IOException {
        Path kept;
        try (ClusterFolder folder = ClusterFolder.open(temp, false)) {
            kept = Files.createDirectories(folder.node("n1"));
        }
        Path thrownAway;
        try (ClusterFolder folder = ClusterFolder.open(temp, true)) {
            assertThat(folder.nodes()).isEmpty();
            thrownAway = Files.createDirectories(folder.node("n1")).resolve("journal");
            Files.writeString(thrownAway, "something");
        }
        assertThat(thrownAway.getParent().getParent()).doesNotExist();
        assertThat(kept).exists();
    }

    @Test
    void a_file_in_its_place_is_named_with_what_to_do() throws IOException {
        Path file = Files.writeString(temp.resolve("data"), "a file");
        assertThatThrownBy(() -> ClusterFolder.open(file, false))
                .isInstanceOf(LaunchException.class)
                .hasMessageContaining("is a file")
                .hasMessageContaining("--data");
    }
}
