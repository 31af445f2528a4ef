package io.ordinal.node;

/** Data on disk has a format version that this software does not know: most likely a newer one wrote it. */
public final class UnknownFormatException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public UnknownFormatException(String what, String found, int known) {
        super(what + " has the format version " + found + ", this software knows version " + known
                + ": start the version of Ordinal that wrote it, or one that is newer");
    }

    public UnknownFormatException(String what, int found, int known) {
        this(what, Integer.toString(found), known);
    }
}
