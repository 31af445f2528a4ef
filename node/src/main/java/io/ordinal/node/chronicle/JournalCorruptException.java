package io.ordinal.node.chronicle;

import java.nio.file.Path;

/** The journal lost something that was forced to disk before: what this node promised and acknowledged is not known. */
public final class JournalCorruptException extends RuntimeException {
    private static final long serialVersionUID = 1;

    JournalCorruptException(Path file, long offset, String what) {
        super(message(file, offset, what));
    }

    JournalCorruptException(Path file, long offset, String what, Throwable cause) {
        super(message(file, offset, what), cause);
    }

    private static String message(Path file, long offset, String what) {
        return "the journal is corrupt in " + file + " at byte " + offset + ": " + what
                + ". This node cannot go on with it: check the disk, then rebuild the node from the others with"
                + " --rebuild";
    }
}
