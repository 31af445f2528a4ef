package io.ordinal.repl;

import io.ordinal.ring.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits a line into words, the way shells do it.
 *
 * <pre>
 *   put k value           blanks part words
 *   put k "two words"     double quotes join them; escapes work inside
 *   put k 'a\b "c"'       single quotes take everything as it is
 *   put k \x00\xff        bytes that are no text; also \n \t \r \0 \\ \" \' and \ before a blank
 * </pre>
 */
public final class Words {
    private final String line;
    private final List<Word> words = new ArrayList<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int at;

    private Words(String line) {
        this.line = line;
    }

    /**
     * @return the words; none if the line is blank, or a comment, which begins with {@code #}
     * @throws SyntaxException if a quote is left open, or an escape means nothing
     */
    public static List<Word> split(String line) {
        return line.stripLeading().startsWith("#") ? List.of() : new Words(line).split();
    }

    private List<Word> split() {
        while (skipBlanks()) {
            word();
        }
        return words;
    }

    private boolean skipBlanks() {
        while (at < line.length() && Character.isWhitespace(line.charAt(at))) {
            at++;
        }
        return at < line.length();
    }

    private void word() {
        int start = at;
        boolean quoted = false;
        bytes.reset();
        while (at < line.length() && !Character.isWhitespace(line.charAt(at))) {
            char next = line.charAt(at);
            if (next == '"' || next == '\'') {
                quoted = true;
                quoted(next);
            } else if (next == '\\') {
                escape();
            } else {
                literal();
            }
        }
        words.add(new Word(Bytes.wrap(bytes.toByteArray()), start, at, quoted));
    }

    private void quoted(char quote) {
        int open = at++;
        while (at < line.length() && line.charAt(at) != quote) {
            if (line.charAt(at) == '\\' && quote == '"') {
                escape();
            } else {
                literal();
            }
        }
        if (at == line.length()) {
            throw new SyntaxException("the quote " + quote + " at column " + (open + 1)
                    + " is never closed: add another " + quote + ", or write \\" + quote + " for the character itself");
        }
        at++;
    }

    private void literal() {
        int codePoint = line.codePointAt(at);
        at += Character.charCount(codePoint);
        bytes.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
    }

    private void escape() {
        int start = at++;
        if (at == line.length()) {
            throw new SyntaxException("the line ends after a \\: write \\\\ for the character itself");
        }
        char name = line.charAt(at);
        switch (name) {
            case 'n' -> simple('\n');
            case 't' -> simple('\t');
            case 'r' -> simple('\r');
            case '0' -> simple('\0');
            case '\\', '"', '\'', ' ', '#' -> simple(name);
            case 'x' -> hex();
            default ->
                throw new SyntaxException("\\" + name + " at column " + (start + 1)
                        + " means nothing: there are \\n \\t \\r \\0 \\xHH \\\\ \\\" \\' and \\ before a blank");
        }
    }

    private void simple(char value) {
        at++;
        bytes.write(value);
    }

    private void hex() {
        int high = digit(at + 1);
        int low = digit(at + 2);
        if (high < 0 || low < 0) {
            throw new SyntaxException(
                    "\\x at column " + at + " needs two hexadecimal digits after it, such as \\x0a or \\xff");
        }
        at += 3;
        bytes.write(high << 4 | low);
    }

    private int digit(int index) {
        return index < line.length() ? Character.digit(line.charAt(index), 16) : -1;
    }
}
