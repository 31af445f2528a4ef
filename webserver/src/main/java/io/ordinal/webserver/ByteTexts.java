package io.ordinal.webserver;

import io.ordinal.ring.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/**
 * Bytes in JSON, which knows only text: {@code NAMEBase64} always holds them, {@code NAME} is there as well when they
 * are valid UTF-8.
 */
final class ByteTexts {
    private ByteTexts() {}

    static void put(Map<String, Object> tree, String name, Bytes bytes) {
        try {
            tree.put(
                    name,
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes.array()))
                            .toString());
        } catch (CharacterCodingException e) {
            // No text: the Base64 form alone tells it.
        }
        tree.put(name + "Base64", Base64.getEncoder().encodeToString(bytes.array()));
    }

    /** @throws IllegalArgumentException if {@code base64} is none */
    static Bytes decode(String base64) {
        return Bytes.wrap(Base64.getDecoder().decode(base64));
    }
}
