package io.ordinal.launcher;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --data}, for commands about a cluster that runs under {@code ordinal up}. */
final class DataOption {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The cluster's data folder. Default: $ORDINAL_DATA, or data/ beside the ordinal script.")
    private @Nullable Path data;

    Path folder() {
        return ClusterFolder.orDefault(data);
    }
}
