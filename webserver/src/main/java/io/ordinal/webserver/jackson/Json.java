package io.ordinal.webserver.jackson;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.ordinal.ring.Bytes;
import io.ordinal.webserver.ProblemException;
import io.ordinal.webserver.Problems;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Reads and writes JSON as trees of maps, lists, strings, numbers and booleans. Safe for use by any thread. */
public final class Json {
    private final JsonMapper mapper = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** @throws ProblemException (400) saying where it is no JSON; an object that has a field twice is none */
    public @Nullable Object read(Bytes text) {
        try {
            return mapper.readValue(text.array(), Object.class);
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            throw new ProblemException(
                    Problems.badRequest("the body is no JSON" + where + ": " + e.getOriginalMessage()));
        } catch (IOException e) {
            throw new ProblemException(Problems.badRequest("the body is no JSON: " + e.getMessage()));
        }
    }

    /** The tree as UTF-8 text. */
    public byte[] write(Object tree) {
        try {
            return mapper.writeValueAsBytes(tree);
        } catch (JacksonException e) {
            throw new UncheckedIOException("a tree that is no JSON", e);
        }
    }
}
