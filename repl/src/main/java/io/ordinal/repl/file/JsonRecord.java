package io.ordinal.repl.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.ordinal.protocol.Operation;
import io.ordinal.repl.Fields;
import io.ordinal.repl.transfer.Row;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes rows of JSON objects. The value is the object itself, without blanks between its parts, its fields in their order and its
 * numbers as they were written; unless the object is one that an export wrote, which carries its key and value.
 */
final class JsonRecord {
    static final JsonFactory FACTORY = new JsonFactory();

    private final KeyFields keyFields;

    JsonRecord(KeyFields keyFields) {
        this.keyFields = keyFields;
    }

    /**
     * Reads an object whose start is the parser's current token, up to its end, also if it throws {@link BadRowException}.
     *
     * @throws IOException if this is no JSON: nothing after it can be read from this parser
     */
    Row.Put read(JsonParser parser, long line) throws IOException, BadRowException {
        ByteArrayOutputStream copy = new ByteArrayOutputStream(256);
        Map<String, String> scalars = new LinkedHashMap<>();
        Set<String> names = new HashSet<>();
        String repeated = null;
        try (JsonGenerator generator = FACTORY.createGenerator(copy)) {
            generator.writeStartObject();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                if (!names.add(name)) {
                    repeated = name;
                }
                generator.writeFieldName(name);
                JsonToken token = parser.nextToken();
                if (token.isScalarValue() && token != JsonToken.VALUE_NULL) {
                    scalars.put(name, parser.getText());
                }
                copy(parser, generator);
            }
            generator.writeEndObject();
        }
        if (repeated != null) {
            throw new BadRowException("it has the field '" + repeated + "' twice");
        }
        if (keyFields.isDefault() && isExported(names)) {
            return exported(line, scalars);
        }
        return row(line, Bytes.utf8(keyFields.join(scalars)), Bytes.wrap(copy.toByteArray()), 0);
    }

    /** A row of parts, each checked against its limit. */
    static Row.Put row(long line, Bytes key, Bytes value, long ttlMillis) throws BadRowException {
        if (value.length() > Operation.Put.MAX_VALUE_LENGTH_BYTES) {
            throw new BadRowException("its value is " + value.length() + " bytes long, and the most is "
                    + Operation.Put.MAX_VALUE_LENGTH_BYTES);
        }
        if (key.length() == 0) {
            throw new BadRowException("its key is empty");
        }
        if (key.length() > Key.MAX_LENGTH_BYTES) {
            throw new BadRowException(
                    "its key is " + key.length() + " bytes long, and the most is " + Key.MAX_LENGTH_BYTES);
        }
        return new Row.Put(line, Key.of(key), value, ttlMillis);
    }

    private static boolean isExported(Set<String> names) {
        return names.contains("key" + Fields.UTF8) || names.contains("key" + Fields.BASE64);
    }

    private static Row.Put exported(long line, Map<String, String> fields) throws BadRowException {
        return row(line, bytes("key", fields), bytes("value", fields), ttlMillis(fields));
    }

    private static Bytes bytes(String name, Map<String, String> fields) throws BadRowException {
        Optional<String> text = Optional.ofNullable(fields.get(name + Fields.UTF8));
        Optional<String> base64 = Optional.ofNullable(fields.get(name + Fields.BASE64));
        if (text.isPresent() == base64.isPresent()) {
            throw new BadRowException("it needs either " + name + Fields.UTF8 + " or " + name + Fields.BASE64
                    + ", as an export writes them");
        }
        if (text.isPresent()) {
            return Bytes.utf8(text.get());
        }
        try {
            return Bytes.wrap(Base64.getDecoder().decode(base64.orElse("")));
        } catch (IllegalArgumentException e) {
            throw new BadRowException("its " + name + Fields.BASE64 + " is no Base64");
        }
    }

    private static long ttlMillis(Map<String, String> fields) throws BadRowException {
        String text = fields.get("ttlMillis");
        try {
            long ttlMillis = text == null ? 0 : Long.parseLong(text);
            if (ttlMillis >= 0) {
                return ttlMillis;
            }
        } catch (NumberFormatException e) {
            // Said below, as for a negative one.
        }
        throw new BadRowException("its ttlMillis is no time in milliseconds: " + text);
    }

    /** Copies the parser's current value, of any depth, leaving numbers as they were written. */
    private static void copy(JsonParser parser, JsonGenerator generator) throws IOException {
        int depth = 0;
        @Nullable JsonToken token = parser.currentToken();
        while (token != null) {
            switch (token) {
                case START_OBJECT -> generator.writeStartObject();
                case END_OBJECT -> generator.writeEndObject();
                case START_ARRAY -> generator.writeStartArray();
                case END_ARRAY -> generator.writeEndArray();
                case FIELD_NAME -> generator.writeFieldName(parser.currentName());
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> generator.writeNumber(parser.getText());
                default -> generator.copyCurrentEvent(parser);
            }
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (depth == 0) {
                return;
            }
            token = parser.nextToken();
        }
    }
}
