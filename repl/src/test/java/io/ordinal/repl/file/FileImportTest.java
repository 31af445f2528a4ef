package io.ordinal.repl.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.client.Refusal;
import io.ordinal.client.WriteOutcome;
import io.ordinal.protocol.Entry;
import io.ordinal.repl.Commands;
import io.ordinal.repl.ExitStatus;
import io.ordinal.repl.Interpreter;
import io.ordinal.repl.MemoryClient;
import io.ordinal.repl.Screen;
import io.ordinal.repl.Session;
import io.ordinal.repl.TextOutput;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The import and export commands, on real files, against a store in memory. */
class FileImportTest {
    @TempDir
    private Path folder;

    private final MemoryClient store = new MemoryClient();
    private final List<String> said = new ArrayList<>();
    private final ByteArrayOutputStream standardOutput = new ByteArrayOutputStream();
    private byte[] standardInput = new byte[0];

    private ExitStatus run(MemoryClient client, String line) {
        said.clear();
        Commands commands = new Commands(List.of(
                new ImportCommand(new ByteArrayInputStream(standardInput), System::nanoTime),
                new ExportCommand(standardOutput, System::nanoTime)));
        Session session = new Session(client, new TextOutput(said::add, said::add), Screen.NONE, Duration.ofSeconds(1));
        return new Interpreter(commands, session).run(line);
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static String csv(int rows) {
        StringBuilder text = new StringBuilder("id,name\n");
        for (int i = 0; i < rows; i++) {
            text.append(i).append(",name ").append(i).append('\n');
        }
        return text.toString();
    }

    @Test
    void a_file_becomes_entries() throws IOException {
        Path file = file("people.csv", csv(100) + "7,renamed\n");
        assertThat(run(store, "import " + file + " --key id")).isEqualTo(ExitStatus.OK);
        assertThat(store.entries).hasSize(100);
        assertThat(store.value("7").toUtf8()).isEqualTo("{\"id\":\"7\",\"name\":\"renamed\"}");
        assertThat(said.toString())
                .contains("101 rows read, 101 written")
                .contains("1 duplicate keys (the later row won)");
        assertThat(folder).isDirectoryNotContaining("glob:**ordinal-import*");
    }

    @Test
    void bad_rows_are_reported_counted_and_listed_and_the_others_written() throws IOException {
        StringBuilder text = new StringBuilder("key,v\n");
        for (int i = 0; i < 30; i++) {
            text.append("k").append(i).append(",1\nbroken\n");
        }
        Path rejects = folder.resolve("bad.jsonl");
        Path file = file("some.csv", text.toString());
        assertThat(run(store, "import " + file + " --rejects " + rejects)).isEqualTo(ExitStatus.FAILED);
        assertThat(store.entries).hasSize(30);
        assertThat(said.stream().filter(line -> line.startsWith("bad row at line")))
                .hasSize(Rejects.MOST_SHOWN);
        assertThat(said.toString())
                .contains("bad row at line 3: it has 1 fields")
                .contains("30 rows were bad");
        assertThat(Files.readAllLines(rejects))
                .hasSize(30)
                .first()
                .asString()
                .isEqualTo("{\"line\":3,\"why\":\"it has 1 fields, and there are 2 columns\",\"text\":\"broken\"}");
    }

    @Test
    void an_import_that_got_stuck_goes_on_where_it_stopped() throws IOException {
        Path file = file("people.csv", csv(50));
        for (int i = 0; i < 20; i++) {
            store.nextOutcomes.add(new WriteOutcome.Applied(i + 1));
        }
        for (int i = 0; i < 1_000; i++) {
            store.nextOutcomes.add(new WriteOutcome.NotDone(Refusal.NO_QUORUM, "too few answer"));
        }
        String command = "import " + file + " --key id --in-flight 10 --patience 300ms";
        assertThat(run(store, command)).isEqualTo(ExitStatus.FAILED);
        assertThat(said.toString())
                .contains("stopped after row 20: too few answer")
                .contains("goes on from there");
        assertThat(folder.resolve("people.csv.ordinal-import")).exists();

        store.nextOutcomes.clear();
        store.writes.clear();
        assertThat(run(store, command)).isEqualTo(ExitStatus.OK);
        assertThat(said.toString()).contains("going on after row 20").contains("20 done by an earlier run");
        assertThat(store.writes).hasSize(30);
        assertThat(folder.resolve("people.csv.ordinal-import")).doesNotExist();
    }

    @Test
    void another_text_other_options_or_a_wish_begin_anew() throws IOException {
        Path file = file("people.csv", csv(50));
        String state = "{\"version\":1,\"cluster\":\"%s\",\"sha256\":\"%s\",\"meaning\":\"%s\",\"rows\":20}";
        Path place = folder.resolve("people.csv.ordinal-import");
        String cluster = store.view.mapIfAny().orElseThrow().cluster().uuid().toString();
        String meaning = "CSV key=[id] separator=/";
        List<String> unfit = List.of(
                String.format(state, cluster, "another text", meaning),
                String.format(state, cluster, FileHash.of(file), "CSV key=[name] separator=/"),
                String.format(state, "another cluster", FileHash.of(file), meaning));
        for (String left : unfit) {
            Files.writeString(place, left);
            store.writes.clear();
            assertThat(run(store, "import " + file + " --key id")).isEqualTo(ExitStatus.OK);
            assertThat(store.writes).as(left).hasSize(50);
        }
        Files.writeString(place, String.format(state, cluster, FileHash.of(file), meaning));
        store.writes.clear();
        assertThat(run(store, "import " + file + " --key id --restart")).isEqualTo(ExitStatus.OK);
        assertThat(store.writes).hasSize(50);
        Files.writeString(place, String.format(state, cluster, FileHash.of(file), meaning));
        store.writes.clear();
        assertThat(run(store, "import " + file + " --key id")).isEqualTo(ExitStatus.OK);
        assertThat(store.writes).as("the one that fits").hasSize(30);
        Files.writeString(place, "no state");
        assertThat(run(store, "import " + file + " --key id")).isEqualTo(ExitStatus.FAILED);
        assertThat(said.toString()).contains("--restart");
    }

    @Test
    void what_is_exported_comes_back_byte_for_byte_with_its_time_to_live() throws IOException {
        byte[] every = new byte[256];
        for (int i = 0; i < every.length; i++) {
            every[i] = (byte) i;
        }
        put(Bytes.wrap(every), Bytes.wrap(every), 0);
        put(Bytes.utf8("größe\n🗝️"), Bytes.utf8("{\"a\": \"b\"}"), 90_000);
        put(Bytes.utf8("empty"), Bytes.EMPTY, 0);
        Path file = folder.resolve("all.jsonl");
        assertThat(run(store, "export " + file)).as(said.toString()).isEqualTo(ExitStatus.OK);
        assertThat(said.toString())
                .contains("3 entries")
                .contains("no snapshot")
                .contains("new number");

        MemoryClient other = new MemoryClient();
        assertThat(run(other, "import " + file)).as(said.toString()).isEqualTo(ExitStatus.OK);
        assertThat(contents(other)).isEqualTo(contents(store));
        assertThat(run(store, "export " + file)).isEqualTo(ExitStatus.FAILED);
        assertThat(said.toString()).contains("--overwrite");
    }

    @Test
    void a_pipe_from_export_to_import_works_and_a_prefix_is_kept_to() {
        put(Bytes.utf8("user:1"), Bytes.utf8("a"), 0);
        put(Bytes.utf8("other"), Bytes.utf8("b"), 0);
        assertThat(run(store, "export - --prefix user:")).isEqualTo(ExitStatus.OK);
        standardInput = standardOutput.toByteArray();
        MemoryClient other = new MemoryClient();
        assertThat(run(other, "import - --format jsonl")).isEqualTo(ExitStatus.OK);
        assertThat(other.entries.keySet()).containsExactly(Key.utf8("user:1"));
    }

    @Test
    void what_cannot_be_is_said_before_anything_is_written() throws IOException {
        assertThat(run(store, "import " + folder.resolve("none.csv"))).isEqualTo(ExitStatus.FAILED);
        assertThat(said.toString()).contains("there is no file");
        assertThat(run(store, "import " + file("data.bin", "x"))).isEqualTo(ExitStatus.USAGE);
        assertThat(said.toString()).contains("--format");
        assertThat(run(store, "import " + file("a.csv", "id\n1\n") + " --key id,,x"))
                .isEqualTo(ExitStatus.USAGE);
        assertThat(run(store, "import a.csv --in-flight 0")).isEqualTo(ExitStatus.USAGE);
        assertThat(run(store, "import a.csv --format xml")).isEqualTo(ExitStatus.USAGE);
        assertThat(store.writes).isEmpty();
    }

    private void put(Bytes key, Bytes value, long ttlMillis) {
        store.entries.put(Key.of(key), new Entry(Key.of(key), value, 7, ttlMillis));
    }

    /** Everything but the numbers. */
    private static Map<Bytes, List<Object>> contents(MemoryClient client) {
        Map<Bytes, List<Object>> contents = new TreeMap<>();
        client.entries.forEach(
                (key, entry) -> contents.put(key.bytes(), List.of(entry.value(), entry.remainingTtlMillis())));
        return contents;
    }
}
