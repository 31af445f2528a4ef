package io.ordinal.webserver;

import io.ordinal.ring.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Percent-encoding (RFC 3986, section 2.1), read strictly and into bytes, never by way of a string: a key is bytes, and
 * not all bytes are text.
 */
final class Percent {
    /** What a path carries as itself: unreserved characters, sub-delimiters, {@code : @} and {@code /}. */
    private static final String SAFE_IN_PATH =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/";

    private Percent() {}

    /** @throws ProblemException (400) if {@code text} holds a broken escape, or what a path may not hold unescaped */
    static Bytes decodePath(String text) {
        return decode(text, false);
    }

    /** As {@link #decodePath}, except that {@code +} is a space: what forms, curl and browsers write in queries. */
    static Bytes decodeQuery(String text) {
        return decode(text, true);
    }

    private static Bytes decode(String text, boolean plusIsSpace) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                bytes.write(escaped(text, i));
                i += 2;
            } else if (c <= ' ' || c > '~') {
                throw new ProblemException(Problems.badRequest(
                        "the request's target holds a character that is not allowed there; percent-encode it as %XX"));
            } else {
                bytes.write(c == '+' && plusIsSpace ? ' ' : c);
            }
        }
        return Bytes.wrap(bytes.toByteArray());
    }

    private static int escaped(String text, int at) {
        int high = at + 1 < text.length() ? Character.digit(text.charAt(at + 1), 16) : -1;
        int low = at + 2 < text.length() ? Character.digit(text.charAt(at + 2), 16) : -1;
        if (high < 0 || low < 0 || text.charAt(at + 1) > 'f' || text.charAt(at + 2) > 'f') {
            throw new ProblemException(Problems.badRequest("'" + text.substring(at, Math.min(at + 3, text.length()))
                    + "' is no percent-encoded byte; write % and two hexadecimal digits, and %25 for a percent sign"));
        }
        return high << 4 | low;
    }

    /** Encodes a query's value; the inverse of {@link #decodeQuery}. */
    static String encodeQuery(Bytes bytes) {
        StringBuilder text = new StringBuilder(bytes.length());
        for (byte b : bytes.array()) {
            char c = (char) (b & 0xff);
            if (SAFE_IN_PATH.indexOf(c) >= 0 && c != '+' && c != '&' && c != '=' && c != ';') {
                text.append(c);
            } else {
                text.append('%').append(String.format("%02X", (int) c));
            }
        }
        return text.toString();
    }

    static String decodeQueryText(String text) {
        return new String(decodeQuery(text).array(), StandardCharsets.UTF_8);
    }
}
