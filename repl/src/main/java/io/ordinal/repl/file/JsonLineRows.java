package io.ordinal.repl.file;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.ordinal.repl.file.FileLines.Line;
import io.ordinal.repl.transfer.Row;
import io.ordinal.repl.transfer.RowSource;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Rows that are JSON objects, one a line. A broken line spoils no other. */
final class JsonLineRows implements RowSource {
    private final FileLines lines;
    private final JsonRecord records;

    JsonLineRows(InputStream in, KeyFields keyFields) {
        this.lines = new FileLines(in);
        this.records = new JsonRecord(keyFields);
    }

    @Override
    public @Nullable Row next() throws IOException {
        Line line = lines.next();
        while (line != null && line.problem().isEmpty() && line.text().isBlank()) {
            line = lines.next();
        }
        if (line == null) {
            return null;
        }
        return line.problem().isEmpty() ? read(line) : new Row.Bad(line.number(), line.problem(), "");
    }

    private Row read(Line line) throws IOException {
        try (JsonParser parser = JsonRecord.FACTORY.createParser(line.text())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return RowText.bad(line.number(), "it is no JSON object", line.text());
            }
            Row.Put row = records.read(parser, line.number());
            return parser.nextToken() == null
                    ? row
                    : RowText.bad(line.number(), "there is more than one JSON object in it", line.text());
        } catch (BadRowException e) {
            return RowText.bad(line.number(), String.valueOf(e.getMessage()), line.text());
        } catch (JacksonException e) {
            return RowText.bad(line.number(), "it is broken JSON: " + e.getOriginalMessage(), line.text());
        }
    }

    @Override
    public long bytesRead() {
        return lines.bytesRead();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
