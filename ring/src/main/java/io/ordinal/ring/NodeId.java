package io.ordinal.ring;

/** The name its operator gave a node: 1 to 64 letters, digits, dots, dashes or underscores, starting with a letter or digit. */
public record NodeId(String name) implements Comparable<NodeId> {
    private static final int MAX_LENGTH = 64;

    public NodeId {
        if (!isLegal(name)) {
            throw new IllegalArgumentException("'" + name
                    + "' is no node id: use 1 to 64 letters, digits, '.', '-' or '_', starting with a letter or digit");
        }
    }

    /** Every message that names a node is checked, hence no regular expression. */
    private static boolean isLegal(String name) {
        if (name.isEmpty() || name.length() > MAX_LENGTH || !isLetterOrDigit(name.charAt(0))) {
            return false;
        }
        for (int i = 1; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!isLetterOrDigit(c) && c != '.' && c != '_' && c != '-') {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
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
