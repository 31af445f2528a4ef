package io.ordinal.repl;

import io.ordinal.ring.Bytes;

/**
 * One word of a command line, after quotes and escapes were taken away.
 *
 * @param bytes what it stands for: any bytes at all, thanks to {@code \xHH}
 * @param start where it begins in the line, in characters
 * @param end where it ended
 * @param quoted whether some of it stood in quotes: then it is never taken for an option
 */
public record Word(Bytes bytes, int start, int end, boolean quoted) {
    /** A word that stands for itself; for arguments that a shell has split already. */
    public static Word of(String text) {
        return new Word(Bytes.utf8(text), 0, text.length(), false);
    }

    /** The word as text; bytes that are no UTF-8 become replacement characters. */
    public String text() {
        return bytes.toUtf8();
    }
}
