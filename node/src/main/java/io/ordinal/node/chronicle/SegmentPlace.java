package io.ordinal.node.chronicle;

import io.ordinal.node.file.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where a segment lies: a folder named after its number, with one queue file in it. */
record SegmentPlace(Path folder, long number) {
    private static final Pattern NAME = Pattern.compile("[0-9]{12}");
    private static final Pattern DYING_NAME = Pattern.compile("[0-9]{12}\\.deleted");
    private static final String QUEUE_FILE_ENDING = ".cq4";

    static SegmentPlace of(Path journal, long number) {
        return new SegmentPlace(journal.resolve(String.format("%012d", number)), number);
    }

    /** All segments of a journal, oldest first. Finishes deletions that a crash interrupted. */
    static List<SegmentPlace> findAll(Path journal) throws IOException {
        List<SegmentPlace> places = new ArrayList<>();
        List<Path> dying = new ArrayList<>();
        try (Stream<Path> children = Files.list(journal)) {
            children.forEach(child -> {
                String name = child.getFileName().toString();
                Matcher matcher = NAME.matcher(name);
                if (matcher.matches()) {
                    places.add(new SegmentPlace(child, Long.parseLong(name)));
                } else if (DYING_NAME.matcher(name).matches()) {
                    dying.add(child);
                }
            });
        }
        for (Path folder : dying) {
            deleteContents(folder);
        }
        places.sort(Comparator.comparingLong(SegmentPlace::number));
        return places;
    }

    /** The file with the batches; empty if the node died before it was made. */
    Optional<Path> queueFile() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(QUEUE_FILE_ENDING))
                    .findFirst();
        }
    }

    /** Deletes the segment durably. It is gone as a whole even if the node dies meanwhile. */
    void delete() throws IOException {
        Path dying = folder.resolveSibling(folder.getFileName() + ".deleted");
        Files.move(folder, dying);
        DurableFiles.forceFolder(folder.getParent());
        deleteContents(dying);
    }

    private static void deleteContents(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
