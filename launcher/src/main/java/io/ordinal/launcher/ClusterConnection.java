package io.ordinal.launcher;

import io.ordinal.client.ClusterView;
import io.ordinal.client.NodeStatus;
import io.ordinal.client.OrdinalClient;
import io.ordinal.ring.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

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

    /** Asks every node how it is, all at the same time; in the order of node ids. */
    List<NodeStatus> statuses(ClusterView view) {
        List<CompletableFuture<NodeStatus>> asked = new ArrayList<>();
        for (NodeId node : view.nodes()) {
            asked.add(client.status(node, STATUS_PATIENCE));
        }
        return asked.stream().map(CompletableFuture::join).toList();
    }

    @Override
    public void close() {
        client.close();
        opened.close();
    }
}
