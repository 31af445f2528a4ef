package io.ordinal.repl;

import io.ordinal.ring.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Shows bytes to people: as they are if they are plain text, otherwise in the quotes and escapes that {@link Words} reads. */
public final class ByteText {
    private ByteText() {}

    /** The bytes as text, if they are well-formed UTF-8. */
    public static Optional<String> utf8(Bytes bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.array()))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** A word that means exactly these bytes when it is typed. */
    public static String word(Bytes bytes) {
        Optional<String> text = utf8(bytes);
        boolean bare = text.isPresent()
                && !text.get().isEmpty()
                && !text.get().startsWith("-")
                && !text.get().startsWith("#")
                && text.get().codePoints().allMatch(ByteText::isBare);
        return bare ? text.get() : quoted(bytes);
    }

    /** A value for reading: text stays as it is, also with blanks and quotes in it; anything else is quoted. */
    public static String value(Bytes bytes) {
        Optional<String> text = utf8(bytes);
        boolean plain = text.isPresent()
                && !text.get().isEmpty()
                && text.get().equals(text.get().strip())
                && !text.get().startsWith("\"")
                && text.get().codePoints().allMatch(ByteText::isPrintable);
        return plain ? text.get() : quoted(bytes);
    }

    /** The same, cut to so many characters. */
    public static String value(Bytes bytes, int maxChars) {
        String text = value(bytes);
        if (text.codePointCount(0, text.length()) <= maxChars) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, maxChars - 3)) + "...";
    }

    /** The same word without quotes, so that it begins like what somebody has typed of it: {@code two\\ words}. */
    public static String escaped(Bytes bytes) {
        String quoted = quoted(bytes);
        String inside =
                quoted.substring(1, quoted.length() - 1).replace(" ", "\\ ").replace("'", "\\'");
        return inside.startsWith("#") ? "\\" + inside : inside;
    }

    /** The word in double quotes. */
    public static String quoted(Bytes bytes) {
        StringBuilder text = new StringBuilder("\"");
        Optional<String> whole = utf8(bytes);
        if (whole.isPresent()) {
            whole.get().codePoints().forEach(codePoint -> append(text, codePoint));
        } else {
            for (byte each : bytes.array()) {
                if (each >= 0) {
                    append(text, each);
                } else {
                    appendHex(text, each);
                }
            }
        }
        return text.append('"').toString();
    }

    private static void append(StringBuilder text, int codePoint) {
        switch (codePoint) {
            case '\n' -> text.append("\\n");
            case '\t' -> text.append("\\t");
            case '\r' -> text.append("\\r");
            case '"' -> text.append("\\\"");
            case '\\' -> text.append("\\\\");
            default -> {
                if (isPrintable(codePoint)) {
                    text.appendCodePoint(codePoint);
                } else {
                    for (byte each : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8)) {
                        appendHex(text, each);
                    }
                }
            }
        }
    }

    private static void appendHex(StringBuilder text, byte value) {
        text.append("\\x").append(Character.forDigit(value >> 4 & 0xf, 16)).append(Character.forDigit(value & 0xf, 16));
    }

    private static boolean isBare(int codePoint) {
        return isPrintable(codePoint)
                && !Character.isWhitespace(codePoint)
                && codePoint != '"'
                && codePoint != '\''
                && codePoint != '\\';
    }

    private static boolean isPrintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
