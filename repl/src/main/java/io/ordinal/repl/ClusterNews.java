package io.ordinal.repl;

import io.ordinal.client.ClusterView;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.Registration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The cluster at a look: what somebody at the prompt is told of when it changes.
 *
 * @param view who is registered
 * @param health whether it takes writes
 */
public record ClusterNews(ClusterView view, ClusterHealth health) {
    /** What is new since {@code earlier}, a line an event. */
    public List<String> since(ClusterNews earlier) {
        List<String> lines = new ArrayList<>();
        for (Registration now : view.present()) {
            NodeId node = now.member().node();
            Optional<Registration> before = earlier.view.registration(node);
            if (before.isEmpty()) {
                lines.add("node " + node + " is here, at " + now.address());
            } else if (!before.get().address().equals(now.address())) {
                lines.add("node " + node + " moved to " + now.address());
            } else if (before.get().runNumber() != now.runNumber()) {
                lines.add("node " + node + " started again");
            }
        }
        for (Registration before : earlier.view.present()) {
            if (view.registration(before.member().node()).isEmpty()) {
                lines.add("node " + before.member().node() + " is absent");
            }
        }
        if (!health.equals(earlier.health)) {
            lines.add(health.isReadOnly() ? "read-only: " + health.readOnlyWhy() : "writes go on");
        }
        return lines;
    }
}
