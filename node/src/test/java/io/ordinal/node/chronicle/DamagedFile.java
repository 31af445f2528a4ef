package io.ordinal.node.chronicle;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A segment file that a test damages. */
record DamagedFile(Path path) {
    static DamagedFile newest(Path journal) throws IOException {
        List<SegmentPlace> places = SegmentPlace.findAll(journal);
        return new DamagedFile(places.get(places.size() - 1).queueFile().orElseThrow());
    }

    static DamagedFile oldest(Path journal) throws IOException {
        return new DamagedFile(SegmentPlace.findAll(journal).get(0).queueFile().orElseThrow());
    }

    /** Where each batch begins. */
    List<Long> batchOffsets() throws IOException {
        List<Long> offsets = new ArrayList<>();
        try (SegmentReader reader = SegmentReader.open(path)) {
            for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
                offsets.add(batch.offset());
            }
        }
        return offsets;
    }

    long lastBatchOffset() throws IOException {
        List<Long> offsets = batchOffsets();
        return offsets.get(offsets.size() - 1);
    }

    void truncateTo(long length) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(length);
        }
    }

    void zero(long offset, int count) throws IOException {
        write(offset, new byte[count]);
    }

    void flip(long offset) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek(offset);
            int old = file.read();
            file.seek(offset);
            file.write(old ^ 0x10);
        }
    }

    void write(long offset, byte[] bytes) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek(offset);
            file.write(bytes);
        }
    }
}
