package io.ordinal.repl.file;

import io.ordinal.repl.transfer.Row;

/** What is shown of a row that cannot be written: enough to find it. */
final class RowText {
    private static final int MAX_CHARS = 200;

    private RowText() {}

    static Row.Bad bad(long line, String why, String text) {
        return new Row.Bad(line, why, text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS) + "...");
    }
}
