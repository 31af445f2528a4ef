package io.ordinal.node.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ordinal.node.JournalRecord;
import io.ordinal.node.UnknownFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class JournalTailTest extends JournalTest {
    private final Chain chain = new Chain(1);
    private final List<JournalRecord> written = new ArrayList<>();

    @Test
    void a_torn_last_batch_is_cut_and_reported() throws IOException {
        writeBatches(10);
        DamagedFile file = DamagedFile.newest(folder());
        file.zero(file.lastBatchOffset() + 40, 100);

        ChronicleJournal journal = open();

        assertThat(journal.opening().tornTail()).isPresent();
        assertThat(journal.opening().tornTail().orElseThrow().lastBatch()).isEqualTo(9);
        assertThat(replayNow()).isEqualTo(written.subList(0, 9));
    }

    @Test
    void a_file_cut_short_in_its_last_batch_is_a_torn_tail() throws IOException {
        writeBatches(10);
        DamagedFile file = DamagedFile.newest(folder());
        file.truncateTo(file.lastBatchOffset() + 50);

        assertThat(open().opening().tornTail()).isPresent();
        assertThat(replayNow()).isEqualTo(written.subList(0, 9));
    }

    @Test
    void a_hole_in_front_of_the_last_batch_is_a_torn_tail() throws IOException {
        writeBatches(10);
        DamagedFile file = DamagedFile.newest(folder());
        file.zero(file.lastBatchOffset() - 4, 20);

        assertThat(open().opening().tornTail()).isPresent();
        assertThat(replayNow()).isEqualTo(written.subList(0, 9));
    }

    @Test
    void a_document_that_was_never_finished_is_no_damage() throws IOException {
        writeBatches(10);
        DamagedFile file = DamagedFile.newest(folder());
        long next = file.lastBatchOffset()
                + ByteBuffer.wrap(readAt(file, file.lastBatchOffset() + 4)).getInt();
        file.write(next, new byte[] {100, 0, 0, (byte) 0x80, 1, 2, 3});

        assertThat(open().opening()).isEqualTo(new JournalOpening(false, false, java.util.Optional.empty()));
        assertThat(replayNow()).isEqualTo(written);
    }

    @Test
    void damage_that_a_later_batch_names_as_forced_is_corruption() throws IOException {
        writeBatches(10);
        DamagedFile file = DamagedFile.newest(folder());
        file.flip(file.batchOffsets().get(5) + 45);

        assertThatThrownBy(this::open)
                .isInstanceOf(JournalCorruptException.class)
                .hasMessageContaining(file.path().toString())
                .hasMessageContaining("batch 6")
                .hasMessageContaining("--rebuild");
    }

    @Test
    void a_lost_length_hides_no_corruption() throws IOException {
        writeBatches(10);
        DamagedFile file = DamagedFile.newest(folder());
        file.zero(file.batchOffsets().get(5) - 4, 4);

        assertThatThrownBy(this::open).isInstanceOf(JournalCorruptException.class);
    }

    @Test
    void batches_behind_a_hole_that_were_never_forced_never_come_back() throws IOException {
        use(new JournalSettings(Durability.MEMORY, 1 << 20));
        writeBatches(10);
        DamagedFile file = DamagedFile.newest(folder());
        file.zero(file.batchOffsets().get(5) - 4, 60);

        ChronicleJournal repaired = open(new ArrayList<>());
        assertThat(repaired.opening().tornTail().orElseThrow().lastBatch()).isEqualTo(5);
        Chain other = new Chain(2);
        List<JournalRecord> afterwards = other.writes(20, 10);
        append(repaired, afterwards);
        crash();

        List<JournalRecord> expected = new ArrayList<>(written.subList(0, 5));
        expected.addAll(afterwards);
        assertThat(replayNow()).isEqualTo(expected);
    }

    @Test
    void a_write_that_the_disk_took_in_part_was_never_acknowledged_unless_the_machine_ran_on() throws IOException {
        writeBatch(4_000);
        writeBatch(4_000);
        DamagedFile file = DamagedFile.newest(folder());
        file.zero((file.lastBatchOffset() / 512 + 2) * 512, 512);

        JournalOpening opening = open().opening();
        assertThat(opening.tornTail().orElseThrow().looksUnwritten()).isTrue();
        assertThat(opening.mayHaveLost(false)).isEmpty();
        assertThat(opening.mayHaveLost(true)).isPresent();
    }

    @Test
    void a_write_whose_beginning_the_disk_did_not_take_was_never_acknowledged() throws IOException {
        writeBatch(4_000);
        writeBatch(4_000);
        DamagedFile file = DamagedFile.newest(folder());
        long header = file.lastBatchOffset() - 4;
        file.zero(header, (int) ((header / 512 + 1) * 512 - header));

        assertThat(open().opening().mayHaveLost(false)).isEmpty();
    }

    @Test
    void a_wrong_checksum_where_nothing_is_missing_may_have_cost_an_acknowledged_batch() throws IOException {
        writeBatch(4_000);
        writeBatch(4_000);
        DamagedFile file = DamagedFile.newest(folder());
        file.flip(file.lastBatchOffset() + 1_000);

        assertThat(open().opening().mayHaveLost(false)).isPresent();
    }

    @Test
    void an_append_that_was_under_way_when_the_process_died_is_no_loss() throws IOException {
        writeBatches(10);
        DamagedFile file = DamagedFile.newest(folder());
        long next = file.lastBatchOffset()
                + ByteBuffer.wrap(readAt(file, file.lastBatchOffset() + 4)).getInt();
        file.write(next, new byte[] {100, 0, 0, (byte) 0x80, 1, 2, 3});

        assertThat(open().opening().mayHaveLost(true)).isEmpty();
    }

    @Test
    void until_it_is_replayed_a_damaged_journal_is_found_damaged_again() throws IOException {
        writeBatches(1);
        DamagedFile file = DamagedFile.newest(folder());
        file.flip(file.lastBatchOffset() + 45);

        assertThat(open().opening().tornTail()).isPresent();
        assertThat(open().opening().tornTail()).isPresent();
    }

    @Test
    void damage_in_an_older_segment_is_corruption_even_at_its_end() throws IOException {
        writeBatches(10);
        ChronicleJournal journal = open(new ArrayList<>());
        append(journal, List.of(chain.state()));
        crash();
        DamagedFile file = DamagedFile.oldest(folder());
        file.flip(file.lastBatchOffset() + 45);

        assertThatThrownBy(this::open)
                .isInstanceOf(JournalCorruptException.class)
                .hasMessageContaining(file.path().toString());
    }

    @Test
    void a_missing_segment_is_corruption() throws IOException {
        for (int i = 0; i < 3; i++) {
            ChronicleJournal journal = open(new ArrayList<>());
            append(journal, chain.writes(2, 10));
            journal.close();
        }
        SegmentPlace.findAll(folder()).get(1).delete();

        assertThatThrownBy(this::open)
                .isInstanceOf(JournalCorruptException.class)
                .hasMessageContaining("batch 2");
    }

    @Test
    void a_segment_that_was_begun_but_never_forced_is_cleared_away() throws IOException {
        writeBatches(2);
        java.nio.file.Files.createDirectory(SegmentPlace.of(folder(), 7).folder());

        assertThat(replayNow()).isEqualTo(written);
        assertThat(SegmentPlace.findAll(folder())).hasSize(1);
    }

    @Test
    void a_newer_format_is_refused_by_name() throws IOException {
        writeBatches(1);
        DamagedFile file = DamagedFile.newest(folder());
        long offset = file.lastBatchOffset();
        int length = ByteBuffer.wrap(readAt(file, offset + 4)).getInt();
        byte[] batch = readAt(file, offset, length);
        batch[12] = 9;
        CRC32C crc = new CRC32C();
        crc.update(batch, 12, length - 12);
        ByteBuffer.wrap(batch).putInt(8, (int) crc.getValue());
        file.write(offset, batch);

        assertThatThrownBy(this::open)
                .isInstanceOf(UnknownFormatException.class)
                .hasMessageContaining("9")
                .hasMessageContaining("version 1");
    }

    /** Whatever single blow a file takes, what is replayed is a prefix of what was written, or the journal refuses. */
    @Test
    void no_damage_ever_makes_up_a_record() throws IOException {
        writeBatches(30);
        List<Long> offsets = DamagedFile.newest(folder()).batchOffsets();
        Random random = new Random(42);
        java.nio.file.Path intact = folder();
        int refused = 0;
        int cut = 0;
        for (int i = 0; i < 60; i++) {
            reopenAt(intact);
            crash();
            DamagedFile file = DamagedFile.newest(folder());
            long end = offsets.get(offsets.size() - 1) + 200;
            long place = random.nextBoolean() ? random.nextLong(end) : random.nextLong(offsets.get(0) - 4, end);
            switch (i % 3) {
                case 0 -> file.flip(place);
                case 1 -> file.truncateTo(place);
                default -> {
                    byte[] junk = new byte[random.nextInt(1, 500)];
                    random.nextBytes(junk);
                    file.write(place, junk);
                }
            }
            try {
                List<JournalRecord> replayed = replayNow();
                assertThat(replayed).isEqualTo(written.subList(0, replayed.size()));
                cut += replayed.size() < written.size() ? 1 : 0;
            } catch (JournalCorruptException expected) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
        assertThat(cut).isPositive();
    }

    /** Batches of one record each; with {@code disk} durability each names the one before as forced. */
    private void writeBatches(int count) {
        ChronicleJournal journal = open(new ArrayList<>());
        for (int i = 0; i < count; i++) {
            List<JournalRecord> one = chain.writes(1, 100);
            append(journal, one);
            written.addAll(one);
        }
        crash();
    }

    private void writeBatch(int valueBytes) {
        ChronicleJournal journal = open(new ArrayList<>());
        append(journal, chain.writes(1, valueBytes));
        crash();
    }

    private static byte[] readAt(DamagedFile file, long offset) throws IOException {
        return readAt(file, offset, 4);
    }

    private static byte[] readAt(DamagedFile file, long offset, int count) throws IOException {
        try (java.io.RandomAccessFile in =
                new java.io.RandomAccessFile(file.path().toFile(), "r")) {
            byte[] bytes = new byte[count];
            in.seek(offset);
            in.readFully(bytes);
            return bytes;
        }
    }
}
