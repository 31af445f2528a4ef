package io.ordinal.repl;

/** What stands before the line that is typed. It says when the cluster takes no writes. */
public final class Prompt {
    private Prompt() {}

    public static String of(ClusterHealth health) {
        return health.isReadOnly() ? "ordinal (read-only: " + health.readOnlyWhy() + ")> " : "ordinal> ";
    }
}
