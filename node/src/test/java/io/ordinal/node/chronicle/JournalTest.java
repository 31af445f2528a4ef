package io.ordinal.node.chronicle;

import io.ordinal.node.JournalRecord;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A folder, and journals opened in it one after the other. */
abstract class JournalTest {
    @TempDir
    private Path temporary;

    private final List<ChronicleJournal> opened = new ArrayList<>();
    private JournalSettings settings = JournalSettings.DEFAULT;
    private Path folder = Path.of("");
    private int copies;

    @BeforeEach
    void chooseFolder() {
        folder = temporary.resolve("journal");
    }

    @AfterEach
    void closeAll() {
        opened.forEach(ChronicleJournal::close);
    }

    final Path folder() {
        return folder;
    }

    final void use(JournalSettings newSettings) {
        settings = newSettings;
    }

    /** Opens, without a replay. */
    final ChronicleJournal open() {
        ChronicleJournal journal = ChronicleJournal.open(folder, settings);
        opened.add(journal);
        return journal;
    }

    /** Opens and replays into the list. */
    final ChronicleJournal open(List<JournalRecord> replayed) {
        ChronicleJournal journal = open();
        journal.replay(replayed::add);
        return journal;
    }

    /** What a process that starts now would be handed. */
    final List<JournalRecord> replayNow() {
        List<JournalRecord> replayed = new ArrayList<>();
        open(replayed).close();
        return replayed;
    }

    final void reopenAt(Path other) {
        folder = other;
    }

    /** From now on the journal is opened on what the disk held at this moment, as after a kill. */
    final void crash() {
        Path copy = temporary.resolve("crashed-" + copies++);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path target = copy.resolve(folder.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    copyWithHoles(file, target);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        folder = copy;
    }

    /** Segments are mostly holes; a plain copy would fill them. */
    private static void copyWithHoles(Path from, Path to) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(from.toFile(), "r");
                RandomAccessFile out = new RandomAccessFile(to.toFile(), "rw")) {
            out.setLength(in.length());
            byte[] block = new byte[64 << 10];
            byte[] hole = new byte[block.length];
            for (int read = in.read(block); read > 0; read = in.read(block)) {
                if (!Arrays.equals(block, 0, read, hole, 0, read)) {
                    out.seek(in.getFilePointer() - read);
                    out.write(block, 0, read);
                }
            }
        }
    }

    static void append(ChronicleJournal journal, List<? extends JournalRecord> records) {
        journal.append(List.copyOf(records));
        journal.force();
    }
}
