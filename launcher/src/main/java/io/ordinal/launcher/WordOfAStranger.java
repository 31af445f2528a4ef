package io.ordinal.launcher;

import io.ordinal.protocol.GrantRequest;
import io.ordinal.protocol.Marks;
import io.ordinal.protocol.NodeReport;
import java.util.List;

/**
 * What a message to an office is worth while neither the cluster map nor a registration tells of its sender. It is
 * answered, since the sender may have registered a moment ago, and an answer keeps it from suspecting us. What it says is
 * not believed: an office that hears of a higher mark ends for good, as after a restored backup of ZooKeeper, and not
 * everybody who finds the port may bring that about.
 */
final class WordOfAStranger {
    private WordOfAStranger() {}

    static GrantRequest of(GrantRequest request) {
        return new GrantRequest(request.request(), request.count(), Marks.NONE);
    }

    static NodeReport of(NodeReport report) {
        return new NodeReport(
                report.report(),
                report.reporter(),
                0,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                false,
                List.of(),
                List.of());
    }
}
