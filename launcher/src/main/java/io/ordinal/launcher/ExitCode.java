package io.ordinal.launcher;

/** What the exit codes of {@code ordinal} mean. Part of the command's contract: scripts test for them. */
final class ExitCode {
    static final int OK = 0;

    /** It was tried and did not work; the message says why and what to do. */
    static final int FAILED = 1;

    /** The command line was wrong. Nothing was tried. */
    static final int USAGE = 2;

    /** No cluster was found, or none could be reached. */
    static final int NO_CLUSTER = 3;

    private ExitCode() {}
}
