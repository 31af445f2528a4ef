package io.ordinal.ring;

import java.util.regex.Pattern;

/** The name its operator gave a node: 1 to 64 letters, digits, dots, dashes or underscores, starting with a letter or digit. */
public record NodeId(String name) implements Comparable<NodeId> {
    private static final Pattern LEGAL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    public NodeId {
        if (!LEGAL.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name
                    + "' is no node id: use 1 to 64 letters, digits, '.', '-' or '_', starting with a letter or digit");
        }
    }

    @Override
    public int compareTo(NodeId other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
