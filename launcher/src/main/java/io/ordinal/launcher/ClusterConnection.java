package io.ordinal.launcher;

import io.ordinal.client.ClusterView;
import io.ordinal.client.OrdinalClient;
import io.ordinal.repl.MovesReport;
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

    /** What moves, if the map shows a move under way. */
    MovesReport moves() {
        return MovesReport.underWay(client, client.cluster(), STATUS_PATIENCE).join();
    }

    /** Learns who is there, and asks every node how it is. */
    ClusterStatus status() {
        refresh();
        return status(moves());
    }

    /** Asks every node how it is. */
    ClusterStatus status(MovesReport moves) {
        return ClusterStatus.of(client.cluster(), client.sync().statusOfAll(STATUS_PATIENCE), moves);
    }

    @Override
    public void close() {
        client.close();
        opened.close();
    }
}
