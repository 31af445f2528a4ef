package io.ordinal.repl.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The fields of a row that make its key, and what stands between them.
 *
 * @param names empty if nobody named any: then it is the field {@code key}
 */
public record KeyFields(List<String> names, String separator) {
    private static final String DEFAULT_NAME = "key";

    public KeyFields {
        names = List.copyOf(names);
    }

    boolean isDefault() {
        return names.isEmpty();
    }

    /** The names that a row must have. */
    List<String> required() {
        return isDefault() ? List.of(DEFAULT_NAME) : names;
    }

    /**
     * @param fields of a row, as text
     * @throws BadRowException if one is missing, or all are empty
     */
    String join(Map<String, String> fields) throws BadRowException {
        List<String> parts = new ArrayList<>();
        for (String name : required()) {
            String part = fields.get(name);
            if (part == null) {
                throw new BadRowException("it has no field '" + name + "' that could be in a key");
            }
            parts.add(part);
        }
        if (parts.stream().allMatch(String::isEmpty)) {
            throw new BadRowException("its key is empty");
        }
        return String.join(separator, parts);
    }
}
