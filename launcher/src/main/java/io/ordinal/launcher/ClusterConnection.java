package io.ordinal.launcher;

import io.ordinal.client.ClusterView;
import io.ordinal.client.OrdinalClient;
import java.time.Duration;

/** A command's client of a cluster, and what was opened to find it. */
record ClusterConnection(OrdinalClient client, Closer opened) implements AutoCloseable {
    private static final Duration STATUS_PATIENCE = Duration.ofSeconds(2);

    /**
     * Learns who is there.
     *
     * @throws LaunchException if nobody answers
     */
    ClusterView refresh() {
        ClusterView view = client.refresh().join();
        if (view.nodes().isEmpty()) {
            throw new LaunchException(
                    ExitCode.NO_CLUSTER,
                    "no node of the cluster answers: check that nodes run there, with `ordinal up` or `ordinal node`");
        }
        return view;
    }

    /** Asks every node how it is. */
    ClusterStatus status() {
        return ClusterStatus.of(refresh(), client.sync().statusOfAll(STATUS_PATIENCE));
    }

    @Override
    public void close() {
        client.close();
        opened.close();
    }
}
