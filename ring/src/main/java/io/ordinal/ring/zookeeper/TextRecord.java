package io.ordinal.ring.zookeeper;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * A small record as lines of text, so that an operator can read it with ZooKeeper's own tools:
 *
 * <pre>
 *   ordinal-registration/1
 *   node=n1
 *   address=127.0.0.1:7101
 * </pre>
 *
 * The first line names the format and its version. Fields that a reader does not know are ignored: a newer version may
 * add some, and changes the number only when an old reader would misunderstand it. Not safe for use by several threads.
 */
public final class TextRecord {
    public static final int MAX_BYTES = 4_096;

    private final String format;
    private final Map<String, String> fields = new LinkedHashMap<>();

    public TextRecord(String format) {
        this.format = format;
    }

    /** @throws IllegalArgumentException if {@code value} has control characters: they would break the lines */
    public TextRecord with(String name, String value) {
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(name + " has a control character, which is not allowed there");
        }
        fields.put(name, value);
        return this;
    }

    public TextRecord with(String name, long value) {
        return with(name, Long.toString(value));
    }

    /** @throws IllegalArgumentException if the record is longer than {@link #MAX_BYTES} */
    public byte[] encode() {
        StringBuilder text = new StringBuilder(format).append('\n');
        fields.forEach(
                (name, value) -> text.append(name).append('=').append(value).append('\n'));
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException(
                    format + " is " + bytes.length + " bytes long, at most " + MAX_BYTES + " are allowed");
        }
        return bytes;
    }

    /** @throws IllegalArgumentException saying what is wrong, for bytes that are no record of this format */
    public static TextRecord decode(String format, byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException(
                    bytes.length + " bytes are no " + format + ": at most " + MAX_BYTES + " are allowed");
        }
        String[] lines = text(bytes).split("\n", -1);
        if (!lines[0].equals(format)) {
            throw new IllegalArgumentException(
                    "expected " + format + ", found '" + lines[0] + "': another version of the software wrote it?");
        }
        if (!lines[lines.length - 1].isEmpty()) {
            throw new IllegalArgumentException("the last line is not ended: the record is cut off");
        }
        TextRecord record = new TextRecord(format);
        for (int i = 1; i < lines.length - 1; i++) {
            int equals = lines[i].indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("line " + (i + 1) + " is no field: '" + lines[i] + "'");
            }
            String name = lines[i].substring(0, equals);
            if (record.fields.containsKey(name)) {
                throw new IllegalArgumentException("the field " + name + " stands there twice");
            }
            record.with(name, lines[i].substring(equals + 1));
        }
        return record;
    }

    /** @throws IllegalArgumentException if the field is missing; so for the others */
    public String text(String name) {
        String value = fields.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the field " + name + " is missing");
        }
        return value;
    }

    public long number(String name) {
        try {
            return Long.parseLong(text(name));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the field " + name + " is no number: '" + text(name) + "'", e);
        }
    }

    public UUID uuid(String name) {
        UUID uuid = UUID.fromString(text(name));
        if (!uuid.toString().equals(text(name))) {
            throw new IllegalArgumentException("the field " + name + " is no UUID: '" + text(name) + "'");
        }
        return uuid;
    }

    public boolean flag(String name) {
        return switch (text(name)) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw new IllegalArgumentException(
                        "the field " + name + " is neither true nor false: '" + text(name) + "'");
        };
    }

    private static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the record is no UTF-8 text", e);
        }
    }
}
