package io.ordinal.node.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import org.junit.jupiter.api.Test;

class SegmentReaderTest extends JournalTest {
    /** Our own walk is no second opinion on the format: Chronicle's tailer must see the very same documents. */
    @Test
    void sees_what_chronicles_own_tailer_sees() throws IOException {
        Chain chain = new Chain(1);
        ChronicleJournal journal = open(new ArrayList<>());
        for (int i = 0; i < 5_000; i++) {
            append(journal, chain.writes(1, i % 300));
        }
        journal.close();

        SegmentPlace place = SegmentPlace.findAll(folder()).get(0);
        List<ByteBuffer> ours = batchesIn(place.queueFile().orElseThrow());
        assertThat(ours).hasSize(5_000).isEqualTo(documentsIn(place));
    }

    private static List<ByteBuffer> batchesIn(Path file) throws IOException {
        List<ByteBuffer> batches = new ArrayList<>();
        try (SegmentReader reader = SegmentReader.open(file)) {
            for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
                batches.add(batch.bytes());
            }
        }
        return batches;
    }

    private static List<ByteBuffer> documentsIn(SegmentPlace place) {
        List<ByteBuffer> documents = new ArrayList<>();
        try (SingleChronicleQueue queue = SingleChronicleQueueBuilder.single(
                                place.folder().toFile())
                        .rollCycle(RollCycles.FAST_HOURLY)
                        .build();
                ExcerptTailer tailer = queue.createTailer()) {
            Bytes<?> document = Bytes.allocateElasticOnHeap();
            while (tailer.readBytes(document)) {
                documents.add(ByteBuffer.wrap(document.toByteArray()));
                document.clear();
            }
        }
        return documents;
    }
}
