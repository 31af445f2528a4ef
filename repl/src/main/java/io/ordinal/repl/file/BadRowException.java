package io.ordinal.repl.file;

/** A row that cannot be written. The message says why, as half a sentence about "it". */
final class BadRowException extends Exception {
    private static final long serialVersionUID = 1;

    BadRowException(String message) {
        super(message);
    }
}
