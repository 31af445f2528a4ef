package io.ordinal.repl.file;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.ordinal.repl.Output;
import io.ordinal.repl.transfer.Row;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells of bad rows: the first few to people, all of them to a file if one was named. */
final class Rejects implements Closeable {
    static final int MOST_SHOWN = 10;

    private static final JsonMapper JSON = new JsonMapper();

    private final Output out;
    private final @Nullable BufferedWriter file;
    private long count;

    Rejects(Output out, @Nullable Path place) throws IOException {
        this.out = out;
        this.file = place == null ? null : Files.newBufferedWriter(place, StandardCharsets.UTF_8);
    }

    void add(Row.Bad row) throws IOException {
        count++;
        if (file != null) {
            file.write(JSON.writeValueAsString(fields(row)));
            file.newLine();
        }
        if (count <= MOST_SHOWN) {
            String text = row.text().isEmpty() ? "" : "\n    " + row.text().replace("\n", "\\n");
            out.note("bad row at line " + row.line() + ": " + row.why() + text);
        } else if (count == MOST_SHOWN + 1) {
            out.note("more bad rows follow, they are counted; --rejects FILE lists them all");
        }
    }

    private static Map<String, ?> fields(Row.Bad row) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("line", row.line());
        fields.put("why", row.why());
        fields.put("text", row.text());
        return fields;
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
