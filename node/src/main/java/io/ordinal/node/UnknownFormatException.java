package io.ordinal.node;

/** Data on disk has a format version that this software does not know. */
public final class UnknownFormatException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private static final String OF_OLDER =
            "an older version of Ordinal wrote it; start that one, or this one with an empty data folder";

    private static final String OF_NEWER = "a newer version of Ordinal wrote it; start that one";

    public UnknownFormatException(String what, String found, int known) {
        super(what + " has the format version " + found + ", this software knows version " + known
                + ": start the version of Ordinal that wrote it, or one that is newer");
    }

    public UnknownFormatException(String what, int found, int known) {
        super(what + " has the format version " + found + ", this software knows version " + known + ": "
                + (found < known ? OF_OLDER : OF_NEWER));
    }
}
