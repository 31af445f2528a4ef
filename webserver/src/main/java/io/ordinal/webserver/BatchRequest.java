package io.ordinal.webserver;

import io.ordinal.client.OrdinalClient;
import io.ordinal.client.Write;
import io.ordinal.protocol.Condition;
import io.ordinal.protocol.Operation;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON of a batch.
 *
 * <pre>
 *   {"operations": [{"op": "put", "key": "a", "value": "1", "ttlSeconds": 60, "ifSequence": 10482},
 *                   {"op": "delete", "keyBase64": "/w==", "ifAbsent": false}]}
 * </pre>
 */
final class BatchRequest {
    private static final Set<String> FIELDS =
            Set.of("op", "key", "keyBase64", "value", "valueBase64", "ttlSeconds", "ifSequence", "ifAbsent");

    private BatchRequest() {}

    /**
     * @param tree what the JSON holds: maps, lists, strings, numbers, booleans and nulls
     * @throws ProblemException (400, 413) naming the operation that is wrong; nothing was done
     */
    static List<Write> parse(@Nullable Object tree) {
        if (!(tree instanceof Map<?, ?> document)
                || document.size() != 1
                || !(document.get("operations") instanceof List<?> operations)) {
            throw new ProblemException(Problems.badRequest("a batch is an object {\"operations\": [...]}"));
        }
        if (operations.size() > OrdinalClient.MAX_BATCH_OPERATIONS) {
            throw new ProblemException(Problems.tooLarge("a batch is at most " + OrdinalClient.MAX_BATCH_OPERATIONS
                    + " operations, this one has " + operations.size() + "; nothing was done; split it"));
        }
        List<Write> writes = new ArrayList<>();
        long bytes = 0;
        for (Object operation : operations) {
            Write write = write(operation, "operations[" + writes.size() + "]");
            bytes += write.sizeBytes();
            writes.add(write);
        }
        if (bytes > OrdinalClient.MAX_BATCH_BYTES) {
            throw new ProblemException(Problems.tooLarge("a batch is at most " + OrdinalClient.MAX_BATCH_BYTES
                    + " bytes of keys and values, this one has " + bytes + "; nothing was done; split it"));
        }
        return writes;
    }

    private static Write write(@Nullable Object operation, String where) {
        if (!(operation instanceof Map<?, ?> fields)) {
            throw wrong(where, "is an object {\"op\": \"put\", \"key\": ..., \"value\": ...}");
        }
        for (Object name : fields.keySet()) {
            if (!FIELDS.contains(name)) {
                throw wrong(where, "has a field '" + name + "', which is not known");
            }
        }
        Bytes keyBytes = bytes(fields, "key", where);
        if (keyBytes == null) {
            throw wrong(where, "needs 'key' or 'keyBase64'");
        }
        Bytes value = bytes(fields, "value", where);
        long ttlSeconds = number(fields, "ttlSeconds", where, Limits.MAX_TTL_SECONDS);
        Object op = fields.get("op");
        try {
            Key key = Key.of(keyBytes);
            if ("put".equals(op) && value != null) {
                return new Write(new Operation.Put(key, value, ttlSeconds * 1_000), condition(fields, where));
            }
            if ("delete".equals(op) && value == null && ttlSeconds == 0) {
                return new Write(new Operation.Delete(key), condition(fields, where));
            }
        } catch (IllegalArgumentException e) {
            throw wrong(where, ": " + e.getMessage());
        }
        throw wrong(
                where, "has \"op\": \"put\" and a value, or \"op\": \"delete\" and neither 'value' nor 'ttlSeconds'");
    }

    private static Condition condition(Map<?, ?> fields, String where) {
        long sequence = number(fields, "ifSequence", where, Long.MAX_VALUE);
        Object absent = fields.containsKey("ifAbsent") ? fields.get("ifAbsent") : false;
        if (!(absent instanceof Boolean ifAbsent)) {
            throw wrong(where, "has 'ifAbsent' that is neither true nor false");
        }
        if (ifAbsent && sequence != 0) {
            throw wrong(where, "has both 'ifSequence' and 'ifAbsent'");
        }
        if (ifAbsent) {
            return Condition.ABSENT;
        }
        return sequence == 0 ? Condition.NONE : new Condition.VersionIs(sequence);
    }

    private static @Nullable Bytes bytes(Map<?, ?> fields, String name, String where) {
        String base64Name = name + "Base64";
        boolean isText = fields.containsKey(name);
        if (isText && fields.containsKey(base64Name)) {
            throw wrong(where, "has both '" + name + "' and '" + base64Name + "'");
        }
        if (isText) {
            if (fields.get(name) instanceof String text) {
                return utf8(text, name, where);
            }
            throw wrong(where, "has '" + name + "' that is no string");
        }
        if (!fields.containsKey(base64Name)) {
            return null;
        }
        if (fields.get(base64Name) instanceof String text) {
            try {
                return ByteTexts.decode(text);
            } catch (IllegalArgumentException e) {
                throw wrong(where, "has '" + base64Name + "' that is no Base64");
            }
        }
        throw wrong(where, "has '" + base64Name + "' that is no string");
    }

    /** Half a surrogate pair is no text: to replace it would write another key than was asked for. */
    private static Bytes utf8(String text, String name, String where) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return Bytes.wrap(bytes);
        } catch (CharacterCodingException e) {
            throw wrong(where, "has '" + name + "' that is no valid Unicode; give '" + name + "Base64'");
        }
    }

    /** A whole number from 1 to {@code max}; 0 if there is none. */
    private static long number(Map<?, ?> fields, String name, String where, long max) {
        if (!fields.containsKey(name)) {
            return 0;
        }
        Object value = fields.get(name);
        if (value instanceof Integer || value instanceof Long) {
            long number = ((Number) value).longValue();
            if (number >= 1 && number <= max) {
                return number;
            }
        }
        throw wrong(where, "has '" + name + "' that is no whole number from 1 to " + max);
    }

    private static ProblemException wrong(String where, String what) {
        String space = what.startsWith(":") ? "" : " ";
        return new ProblemException(Problems.badRequest(where + space + what + "; nothing of the batch was done"));
    }
}
