package io.ordinal.launcher;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Prints records as JSON, for {@code --json}: their names are part of the command's contract. */
final class Json {
    private static final ObjectWriter WRITER = JsonMapper.builder()
            .defaultPropertyInclusion(JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, null))
            .build()
            .writerWithDefaultPrettyPrinter();

    private Json() {}

    static String print(Record value) {
        try {
            return WRITER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of our own cannot be printed", e);
        }
    }
}
