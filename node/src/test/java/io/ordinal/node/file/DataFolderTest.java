package io.ordinal.node.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ordinal.node.UnknownFormatException;
import io.ordinal.ring.ClusterId;
import io.ordinal.ring.DiskId;
import io.ordinal.ring.NodeId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    private static final NodeId N1 = new NodeId("n1");

    @TempDir
    private Path temporary;

    private Path path = Path.of("");

    @BeforeEach
    void choosePath() {
        path = temporary.resolve("a/b/n1");
    }

    @Test
    void keeps_its_disk_id_and_raises_its_run_number() {
        DiskId disk;
        try (DataFolder folder = DataFolder.open(path, N1)) {
            disk = folder.disk();
            assertThat(folder.runNumber()).isEqualTo(1);
            assertThat(folder.journal()).isDirectory();
            assertThat(folder.table()).isDirectory();
        }
        try (DataFolder folder = DataFolder.open(path, N1)) {
            assertThat(folder.disk()).isEqualTo(disk);
            assertThat(folder.runNumber()).isEqualTo(2);
        }
    }

    @Test
    void belongs_to_one_node() {
        DataFolder.open(path, N1).close();

        assertThatThrownBy(() -> DataFolder.open(path, new NodeId("n2")))
                .isInstanceOf(DataFolderException.class)
                .hasMessageContaining("belongs to node n1")
                .hasMessageContaining("--id n1");
        DataFolder.open(path, N1).close();
    }

    @Test
    void belongs_to_one_cluster() {
        ClusterId mine = new ClusterId(UUID.randomUUID());
        ClusterId other = new ClusterId(UUID.randomUUID());
        try (DataFolder folder = DataFolder.open(path, N1)) {
            assertThat(folder.cluster()).isEmpty();
            folder.bind(mine);
        }
        try (DataFolder folder = DataFolder.open(path, N1)) {
            assertThat(folder.cluster()).contains(mine);
            folder.bind(mine);
            assertThatThrownBy(() -> folder.bind(other))
                    .isInstanceOf(DataFolderException.class)
                    .hasMessageContaining(mine.toString())
                    .hasMessageContaining(other.toString());
        }
    }

    @Test
    void a_second_node_in_this_process_is_told_who_holds_it() {
        try (DataFolder folder = DataFolder.open(path, N1)) {
            assertThat(folder.path()).isEqualTo(path);
            assertThatThrownBy(() -> DataFolder.open(path, N1))
                    .isInstanceOf(DataFolderException.class)
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
        }
    }

    @Test
    void a_second_process_is_told_who_holds_it_and_gets_it_when_that_one_is_killed()
            throws IOException, InterruptedException {
        Process holder = start(List.of(), Holder.class, path);
        try {
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(holder.getInputStream(), StandardCharsets.UTF_8));
            assertThat(lines.readLine()).isEqualTo("held");
            assertThatThrownBy(() -> DataFolder.open(path, N1))
                    .isInstanceOf(DataFolderException.class)
                    .hasMessageContaining("process " + holder.pid());
        } finally {
            holder.destroyForcibly().waitFor();
        }
        try (DataFolder folder = DataFolder.open(path, N1)) {
            assertThat(folder.runNumber()).isEqualTo(2);
        }
    }

    @Test
    void a_file_in_its_place_is_named() throws IOException {
        Path file = Files.createFile(temporary.resolve("taken"));

        assertThatThrownBy(() -> DataFolder.open(file, N1))
                .isInstanceOf(DataFolderException.class)
                .hasMessageContaining("is a file");
        assertThatThrownBy(() -> DataFolder.open(file.resolve("below"), N1)).isInstanceOf(DataFolderException.class);
    }

    @Test
    void an_unusable_folder_is_named() throws IOException, InterruptedException {
        Path closed = Files.createDirectory(temporary.resolve("closed"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));

        Process opener = startWherePermissionsCount(Holder.class, closed);
        try {
            opener.getOutputStream().close();
            String said = new String(opener.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(opener.waitFor()).isEqualTo(1);
            assertThat(said)
                    .contains(DataFolderException.class.getName())
                    .contains(closed + " is not readable and writable")
                    .doesNotContain("held");
        } finally {
            opener.destroyForcibly();
        }
        assertThat(closed.resolve("identity")).doesNotExist();
    }

    @Test
    void another_format_is_refused_by_name() throws IOException {
        DataFolder.open(path, N1).close();
        Path identity = path.resolve("identity");
        Files.writeString(identity, Files.readString(identity).replace("format=1", "format=3"));

        assertThatThrownBy(() -> DataFolder.open(path, N1))
                .isInstanceOf(UnknownFormatException.class)
                .hasMessageContaining("3");
    }

    @Test
    void a_damaged_identity_is_refused() throws IOException {
        DataFolder.open(path, N1).close();
        for (String damage : new String[] {"", "format=1\nnode=n1\n", "format=1\nnode=n1\ndisk=x\nrun=1\n", "\0\0\0"}) {
            Files.writeString(path.resolve("identity"), damage);

            assertThatThrownBy(() -> DataFolder.open(path, N1))
                    .isInstanceOf(DataFolderException.class)
                    .hasMessageContaining("identity");
        }
    }

    @Test
    void data_without_an_identity_gets_no_new_one() throws IOException {
        DataFolder.open(path, N1).close();
        Files.createFile(path.resolve("journal").resolve("something"));
        Files.delete(path.resolve("identity"));

        assertThatThrownBy(() -> DataFolder.open(path, N1))
                .isInstanceOf(DataFolderException.class)
                .hasMessageContaining("identity");
    }

    @Test
    void a_suspicion_is_kept_until_the_journal_has_noted_it() {
        try (DataFolder folder = DataFolder.open(path, N1)) {
            assertThat(folder.suspicion()).isEmpty();
            folder.judged(Optional.of("its disk was hit"));
        }
        try (DataFolder folder = DataFolder.open(path, N1)) {
            folder.judged(Optional.empty());
            assertThat(folder.suspicion()).contains("its disk was hit");
            folder.suspicionNoted();
        }
        try (DataFolder folder = DataFolder.open(path, N1)) {
            assertThat(folder.suspicion()).isEmpty();
        }
    }

    @Test
    void knows_whether_the_machine_ran_on_since_its_journal_was_judged() {
        try (DataFolder folder = DataFolder.open(path, N1, Optional.of("monday"))) {
            assertThat(folder.machineRanOn()).isFalse();
            folder.judged(Optional.empty());
        }
        try (DataFolder folder = DataFolder.open(path, N1, Optional.of("monday"))) {
            assertThat(folder.machineRanOn()).isTrue();
        }
        DataFolder.open(path, N1, Optional.of("tuesday")).close(); // a start that ended before it judged
        try (DataFolder folder = DataFolder.open(path, N1, Optional.of("tuesday"))) {
            assertThat(folder.machineRanOn()).isFalse();
            folder.judged(Optional.empty());
        }
        try (DataFolder folder = DataFolder.open(path, N1, Optional.empty())) {
            assertThat(folder.machineRanOn()).isFalse();
        }
    }

    @Test
    void sets_its_data_aside_and_is_suspect_from_then_on() throws IOException {
        DiskId disk;
        try (DataFolder folder = DataFolder.open(path, N1)) {
            disk = folder.disk();
            Files.createFile(folder.journal().resolve("a"));
            Files.createFile(folder.table().resolve("b"));

            Path aside = folder.setAside("20260801");

            assertThat(aside.resolve("journal/a")).exists();
            assertThat(aside.resolve("table/b")).exists();
            assertThat(folder.journal()).isEmptyDirectory();
            assertThat(folder.table()).isEmptyDirectory();
            assertThat(folder.setAside("20260801")).isNotEqualTo(aside);
        }
        try (DataFolder folder = DataFolder.open(path, N1)) {
            assertThat(folder.disk()).isEqualTo(disk);
            assertThat(folder.suspicion()).isPresent();
        }
    }

    @Test
    void ends_a_setting_aside_that_was_interrupted() throws IOException {
        try (DataFolder folder = DataFolder.open(path, N1)) {
            Files.createFile(folder.table().resolve("b"));
        }
        Path identity = path.resolve("identity");
        Files.writeString(identity, Files.readString(identity) + "suspicion=rebuilt\nsetting-aside=aside\n");
        Files.createDirectory(path.resolve("aside"));
        Files.move(path.resolve("journal"), path.resolve("aside/journal"));

        try (DataFolder folder = DataFolder.open(path, N1)) {
            assertThat(path.resolve("aside/table/b")).exists();
            assertThat(folder.table()).isEmptyDirectory();
            assertThat(folder.journal()).isEmptyDirectory();
            assertThat(folder.suspicion()).isPresent();
        }
        try (DataFolder folder = DataFolder.open(path, N1)) {
            Files.createFile(folder.table().resolve("c"));
        }
        DataFolder.open(path, N1).close();
        assertThat(path.resolve("table/c")).exists();
    }

    @Test
    void free_space_is_low_below_the_limit() throws IOException {
        long free = Files.getFileStore(temporary).getUsableSpace();

        assertThat(new FreeSpace(temporary, 1).isLow()).isFalse();
        assertThat(new FreeSpace(temporary, free * 2).isLow()).isTrue();
    }

    /** Permissions stop no root; so root starts it without the right to pass by them. */
    private static Process startWherePermissionsCount(Class<?> main, Path folder) throws IOException {
        List<String> prefix = Files.isWritable(folder)
                ? List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search")
                : List.of();
        return start(prefix, main, folder);
    }

    private static Process start(List<String> prefix, Class<?> main, Path folder) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx64m", "-cp", System.getProperty("java.class.path"), main.getName()));
        command.add(folder.toString());
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /** Takes the folder and keeps it until killed. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws IOException {
            try (DataFolder folder = DataFolder.open(Path.of(arguments[0]), N1)) {
                System.out.println("held");
                int end = System.in.read();
                System.out.println(folder.node() + " let go at " + end);
            }
        }
    }
}
