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

/**
 * Whose disk this is and how far it may be relied on, as the file {@code identity} says it: lines of {@code name=value}.
 *
 * @param boot which run of the machine the journal was last opened in; null if that is not known
 * @param suspicion why the node may have lost something that it acknowledged; null if it has not, or its journal says so
 *     for each range by itself
 * @param settingAside the folder into which journal and table are being moved; null if they are not
 */
record Identity(
        NodeId node,
        DiskId disk,
        @Nullable ClusterId cluster,
        long runNumber,
        @Nullable String boot,
        @Nullable String suspicion,
        @Nullable String settingAside) {
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
        addIfAny("boot", boot, lines);
        addIfAny("suspicion", suspicion, lines);
        addIfAny("setting-aside", settingAside, lines);
        return lines;
    }

    private static void addIfAny(String name, @Nullable String value, List<String> lines) {
        if (value != null) {
            lines.add(name + "=" + value);
        }
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
                    Long.parseLong(get(values, "run", file)),
                    values.get("boot"),
                    values.get("suspicion"),
                    values.get("setting-aside"));
        } catch (IllegalArgumentException e) {
            throw damaged(file, e.getMessage(), e);
        }
    }

    Identity withRunNumber(long newRunNumber) {
        return new Identity(node, disk, cluster, newRunNumber, boot, suspicion, settingAside);
    }

    Identity withSuspicion(@Nullable String why, @Nullable String nowBoot) {
        return new Identity(node, disk, cluster, runNumber, nowBoot, why, settingAside);
    }

    Identity withSettingAside(@Nullable String folder) {
        return new Identity(node, disk, cluster, runNumber, boot, suspicion, folder);
    }

    Identity withCluster(ClusterId newCluster) {
        return new Identity(node, disk, newCluster, runNumber, boot, suspicion, settingAside);
    }

    private static String get(Map<String, String> values, String name, Path file) {
        @Nullable String value = values.get(name);
        if (value == null) {
            throw damaged(file, "'" + name + "' is missing", null);
        }
        return value;
    }

    private static DataFolderException damaged(Path file, @Nullable String why, @Nullable Throwable cause) {
        String message = "the file " + file + " is damaged (" + why + "): " + DataFolder.WITHOUT_IDENTITY;
        return cause == null ? new DataFolderException(message) : new DataFolderException(message, cause);
    }
}
