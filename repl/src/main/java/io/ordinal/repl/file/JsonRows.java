package io.ordinal.repl.file;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.ordinal.repl.transfer.Row;
import io.ordinal.repl.transfer.RowSource;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Rows that are the objects of a JSON array, or JSON objects one after another. Read as a stream. Where the JSON itself is
 * broken nothing after it can be told apart: that ends the file, as a bad row.
 */
final class JsonRows implements RowSource {
    private final JsonParser parser;
    private final JsonRecord records;
    private boolean inArray;
    private boolean ended;
    private long record;

    JsonRows(InputStream in, KeyFields keyFields) throws IOException {
        this.parser = JsonRecord.FACTORY.createParser(in);
        this.records = new JsonRecord(keyFields);
    }

    @Override
    public @Nullable Row next() throws IOException {
        if (ended) {
            return null;
        }
        try {
            return read();
        } catch (JacksonException e) {
            ended = true;
            return new Row.Bad(
                    line(),
                    "broken JSON after record " + record + ", nothing from there on can be read: "
                            + e.getOriginalMessage(),
                    "");
        }
    }

    private @Nullable Row read() throws IOException {
        JsonToken token = parser.nextToken();
        while ((token == JsonToken.START_ARRAY && !inArray) || token == JsonToken.END_ARRAY) {
            inArray = token == JsonToken.START_ARRAY;
            token = parser.nextToken();
        }
        if (token == null) {
            ended = true;
            return null;
        }
        record++;
        long line = line();
        if (token != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return new Row.Bad(line, "record " + record + " is no JSON object", "");
        }
        try {
            return records.read(parser, line);
        } catch (BadRowException e) {
            return new Row.Bad(line, "record " + record + ": " + e.getMessage(), "");
        }
    }

    private long line() {
        return parser.currentTokenLocation().getLineNr();
    }

    @Override
    public long bytesRead() {
        return Math.max(parser.currentLocation().getByteOffset(), 0);
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
