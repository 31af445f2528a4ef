package io.ordinal.node.chronicle;

/**
 * The journal could not be written, forced or read. What was to be appended may or may not be on disk, and a later force
 * that succeeds proves nothing about it: the node stops, and finds out when it starts again.
 */
public final class JournalFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    JournalFailedException(String what, Throwable cause) {
        super(what + " (" + cause + "): check the disk and its free space, then start the node again", cause);
    }
}
