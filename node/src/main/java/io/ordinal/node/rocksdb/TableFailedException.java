package io.ordinal.node.rocksdb;

/**
 * The table could not be read or written. What a failed write was to change may or may not be in the table: the node
 * stops, and finds out when it starts again and replays its journal.
 */
public final class TableFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TableFailedException(String what, Throwable cause) {
        super(what + " (" + cause.getMessage() + "): check the disk, then start the node again", cause);
    }
}
