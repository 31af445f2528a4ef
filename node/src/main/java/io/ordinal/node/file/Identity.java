package io.ordinal.node.file;

import io.ordinal.node.UnknownFormatException;
import io.ordinal.ring.ClusterId;
import io.ordinal.ring.DiskId;
import io.ordinal.ring.NodeId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Whose disk this is, as the file {@code identity} says it: lines of {@code name=value}. */
record Identity(NodeId node, DiskId disk, @Nullable ClusterId cluster, long runNumber) {
    private static final int FORMAT = 1;

    List<String> toLines() {
        List<String> lines = new ArrayList<>();
        lines.add("format=" + FORMAT);
        lines.add("node=" + node);
        lines.add("disk=" + disk);
        if (cluster != null) {
            lines.add("cluster=" + cluster);
        }
        lines.add("run=" + runNumber);
        return lines;
    }

    static Identity parse(List<String> lines, Path file) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String line : lines) {
            int equals = line.indexOf('=');
            if (equals < 0) {
                throw damaged(file, "'" + line + "' is no name=value", null);
            }
            values.put(line.substring(0, equals), line.substring(equals + 1));
        }
        String format = get(values, "format", file);
        if (!format.equals(Integer.toString(FORMAT))) {
            throw new UnknownFormatException("the data folder " + file.getParent(), format, FORMAT);
        }
        try {
            @Nullable String cluster = values.get("cluster");
            return new Identity(
                    new NodeId(get(values, "node", file)),
                    new DiskId(UUID.fromString(get(values, "disk", file))),
                    cluster == null ? null : new ClusterId(UUID.fromString(cluster)),
                    Long.parseLong(get(values, "run", file)));
        } catch (IllegalArgumentException e) {
            throw damaged(file, e.getMessage(), e);
        }
    }

    Identity withRunNumber(long newRunNumber) {
        return new Identity(node, disk, cluster, newRunNumber);
    }

    Identity withCluster(ClusterId newCluster) {
        return new Identity(node, disk, newCluster, runNumber);
    }

    private static String get(Map<String, String> values, String name, Path file) {
        @Nullable String value = values.get(name);
        if (value == null) {
            throw damaged(file, "'" + name + "' is missing", null);
        }
        return value;
    }

    private static DataFolderException damaged(Path file, @Nullable String why, @Nullable Throwable cause) {
        String message = "the file " + file + " is damaged (" + why
                + "): rebuild this node from the others with `ordinal node --rebuild`";
        return cause == null ? new DataFolderException(message) : new DataFolderException(message, cause);
    }
}
