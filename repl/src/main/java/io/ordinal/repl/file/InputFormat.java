package io.ordinal.repl.file;

import io.ordinal.repl.SyntaxException;
import java.util.Locale;
import java.util.Optional;

/** How rows are written in a file. */
public enum InputFormat {
    /** Comma-separated values with a line of headings; fields may be quoted, and then hold line ends (RFC 4180). */
    CSV,
    /** Tab-separated values with a line of headings; no quotes: a tab or a line end cannot be in a field. */
    TSV,
    /** A JSON object a line. */
    JSONL,
    /** An array of JSON objects, or one object after another. */
    JSON;

    /** @throws SyntaxException if there is no such format */
    public static InputFormat parse(String name) {
        for (InputFormat format : values()) {
            if (format.name().equalsIgnoreCase(name)) {
                return format;
            }
        }
        throw new SyntaxException("'" + name + "' is no format: --format takes csv, tsv, jsonl or json");
    }

    /** What the file's extension says. */
    static Optional<InputFormat> guess(String fileName) {
        String name = fileName.toLowerCase(Locale.ROOT);
        if (name.endsWith(".csv")) {
            return Optional.of(CSV);
        }
        if (name.endsWith(".tsv") || name.endsWith(".tab")) {
            return Optional.of(TSV);
        }
        if (name.endsWith(".jsonl") || name.endsWith(".ndjson")) {
            return Optional.of(JSONL);
        }
        return name.endsWith(".json") ? Optional.of(JSON) : Optional.empty();
    }
}
