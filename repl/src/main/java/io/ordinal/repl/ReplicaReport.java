package io.ordinal.repl;

import io.ordinal.client.NodeStatus;
import io.ordinal.protocol.StatusReply;
import io.ordinal.protocol.StatusReply.RangeStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One node's replicas, as it sees them itself. */
record ReplicaReport(NodeStatus node) {
    List<String> lines(Screen screen) {
        StatusReply reply = node.reply();
        if (reply == null) {
            return List.of();
        }
        if (reply.ranges().isEmpty()) {
            return List.of(node.node() + " has no ranges");
        }
        Table table = new Table("RANGE", "ROLE", "EPOCH", "LAST", "COMMITTED", "APPLIED");
        for (RangeStatus range : reply.ranges()) {
            table.add(
                    range.range().toString(),
                    range.role(),
                    Long.toString(range.epoch()),
                    "#" + range.last().sequence(),
                    "#" + range.committed().sequence(),
                    "#" + range.applied().sequence());
        }
        return table.lines(screen::displayWidth);
    }

    /** An object a replica. */
    List<Map<String, ?>> objects() {
        StatusReply reply = node.reply();
        List<Map<String, ?>> objects = new ArrayList<>();
        if (reply != null) {
            for (RangeStatus range : reply.ranges()) {
                Map<String, Object> fields = new LinkedHashMap<>();
                fields.put("range", range.range().toString());
                fields.put("role", range.role());
                fields.put("epoch", range.epoch());
                fields.put("last", range.last().sequence());
                fields.put("committed", range.committed().sequence());
                fields.put("applied", range.applied().sequence());
                objects.add(fields);
            }
        }
        return objects;
    }
}
