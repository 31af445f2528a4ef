package io.ordinal.repl.jline;

import io.ordinal.client.OrdinalClient;
import io.ordinal.client.ScanOutcome;
import io.ordinal.client.ScanQuery;
import io.ordinal.protocol.ReadMode;
import io.ordinal.repl.LiveData;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Completion from the cluster as it is now, and from the folders of this machine. */
final class LiveCluster implements LiveData {
    private static final int MOST_KEYS = 50;
    private static final int MOST_FILES = 200;

    /** Somebody waits with a finger on the tab key. A page ends after half of it, with what was found until then. */
    private static final Duration KEYS_DEADLINE = Duration.ofMillis(600);

    private final OrdinalClient client;

    LiveCluster(OrdinalClient client) {
        this.client = client;
    }

    @Override
    public List<String> nodes() {
        return client.cluster().nodes().stream().map(NodeId::name).toList();
    }

    @Override
    public List<Bytes> keys(Bytes prefix) {
        ScanQuery query = new ScanQuery(prefix, MOST_KEYS, ReadMode.ANY, null);
        ScanOutcome outcome = client.scan(query, KEYS_DEADLINE).join();
        return outcome instanceof ScanOutcome.Page page
                ? page.entries().stream()
                        .map(entry -> entry.key().bytes())
                        .sorted()
                        .toList()
                : List.of();
    }

    @Override
    public List<String> files(String prefix) {
        int slash = prefix.lastIndexOf('/');
        String folder = prefix.substring(0, slash + 1);
        String begin = prefix.substring(slash + 1);
        try (Stream<Path> children = Files.list(Path.of(folder.isEmpty() ? "." : folder))) {
            return children.filter(child -> child.getFileName().toString().startsWith(begin))
                    .limit(MOST_FILES)
                    .map(child -> folder + child.getFileName() + (Files.isDirectory(child) ? "/" : ""))
                    .sorted()
                    .toList();
        } catch (IOException | InvalidPathException e) {
            return List.of();
        }
    }
}
