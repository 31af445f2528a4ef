package io.ordinal.launcher;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Prints records as JSON, for {@code --json}: their names are part of the command's contract. */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .defaultPropertyInclusion(JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, null))
            .build();

    private Json() {}

    /** Over several lines. */
    static String print(Record value) {
        return print(value, MAPPER.writerWithDefaultPrettyPrinter());
    }

    /** In one line. */
    static String line(Record value) {
        return print(value, MAPPER.writer());
    }

    private static String print(Record value, ObjectWriter writer) {
        try {
            return writer.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of our own cannot be printed", e);
        }
    }
}
