package io.ordinal.repl;

import io.ordinal.protocol.Entry;
import io.ordinal.ring.Bytes;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Bytes and entries as fields of an object for machines. Text stays text under {@code keyUtf8} or {@code valueUtf8}; what is no
 * UTF-8 stands under {@code keyBase64} or {@code valueBase64}. An export is written, and read back, in these words.
 */
public final class Fields {
    public static final String UTF8 = "Utf8";
    public static final String BASE64 = "Base64";

    private Fields() {}

    /** Adds {@code bytes} under {@code name} and the suffix that fits. */
    public static void putBytes(Map<String, Object> fields, String name, Bytes bytes) {
        Optional<String> text = ByteText.utf8(bytes);
        if (text.isPresent()) {
            fields.put(name + UTF8, text.get());
        } else {
            fields.put(name + BASE64, Base64.getEncoder().encodeToString(bytes.array()));
        }
    }

    /** Key, value, number and, if it expires, the time that remains. */
    public static Map<String, Object> of(Entry entry) {
        Map<String, Object> fields = new LinkedHashMap<>();
        putBytes(fields, "key", entry.key().bytes());
        putBytes(fields, "value", entry.value());
        fields.put("sequence", entry.sequence());
        if (entry.remainingTtlMillis() > 0) {
            fields.put("ttlMillis", entry.remainingTtlMillis());
        }
        return fields;
    }
}
