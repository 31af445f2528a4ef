package io.ordinal.node.file;

/** A node's data folder cannot be used. The message says why, and what the operator can do about it. */
public final class DataFolderException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public DataFolderException(String message) {
        super(message);
    }

    public DataFolderException(String message, Throwable cause) {
        super(message, cause);
    }
}
