package io.ordinal.repl.file;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ordinal.repl.CommandFailedException;
import io.ordinal.repl.ExitStatus;
import io.ordinal.repl.file.CsvRecords.Fields;
import io.ordinal.repl.transfer.Row;
import io.ordinal.repl.transfer.RowSource;
import io.ordinal.ring.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Rows of a table whose first line names the columns. The value is a JSON object of texts, in the order of the columns. */
final class CsvRows implements RowSource {
    private final FileLines lines;
    private final CsvRecords records;
    private final KeyFields keyFields;
    private final List<String> columns;

    private CsvRows(FileLines lines, CsvRecords records, KeyFields keyFields) throws IOException {
        this.lines = lines;
        this.records = records;
        this.keyFields = keyFields;
        this.columns = columns();
    }

    /** @throws CommandFailedException if the headings are of no use: nothing was written */
    static CsvRows commas(InputStream in, KeyFields keyFields) throws IOException {
        FileLines lines = new FileLines(in);
        return new CsvRows(lines, CsvRecords.commas(lines), keyFields);
    }

    /** @throws CommandFailedException if the headings are of no use: nothing was written */
    static CsvRows tabs(InputStream in, KeyFields keyFields) throws IOException {
        FileLines lines = new FileLines(in);
        return new CsvRows(lines, CsvRecords.tabs(lines), keyFields);
    }

    private List<String> columns() throws IOException {
        Fields headings = records.next();
        if (headings == null) {
            throw unusable("the file is empty: its first line must name the columns");
        }
        if (!headings.problem().isEmpty()) {
            throw unusable("the headings in line " + headings.line() + " cannot be read: " + headings.problem());
        }
        Set<String> names = new TreeSet<>();
        for (String name : headings.values()) {
            if (name.isEmpty() || !names.add(name)) {
                throw unusable("the first line must give each column a name of its own; "
                        + (name.isEmpty() ? "one has none" : "two are called '" + name + "'"));
            }
        }
        for (String name : keyFields.required()) {
            if (!names.contains(name)) {
                throw unusable("there is no column '" + name + "' for the key; the columns are "
                        + String.join(", ", headings.values()) + ": name some of them with --key");
            }
        }
        return headings.values();
    }

    private static CommandFailedException unusable(String why) {
        return new CommandFailedException(ExitStatus.FAILED, why + ". Nothing was written");
    }

    @Override
    public @Nullable Row next() throws IOException {
        Fields fields = records.next();
        if (fields == null) {
            return null;
        }
        if (!fields.problem().isEmpty()) {
            return RowText.bad(fields.line(), fields.problem(), fields.text());
        }
        if (fields.values().size() != columns.size()) {
            String why = "it has " + fields.values().size() + " fields, and there are " + columns.size() + " columns";
            return RowText.bad(fields.line(), why, fields.text());
        }
        try {
            return row(fields);
        } catch (BadRowException e) {
            return RowText.bad(fields.line(), String.valueOf(e.getMessage()), fields.text());
        }
    }

    private Row.Put row(Fields fields) throws IOException, BadRowException {
        Map<String, String> byName = new HashMap<>();
        ByteArrayOutputStream value = new ByteArrayOutputStream(256);
        try (JsonGenerator generator = JsonRecord.FACTORY.createGenerator(value)) {
            generator.writeStartObject();
            for (int i = 0; i < columns.size(); i++) {
                generator.writeStringField(columns.get(i), fields.values().get(i));
                byName.put(columns.get(i), fields.values().get(i));
            }
            generator.writeEndObject();
        }
        return JsonRecord.row(fields.line(), Bytes.utf8(keyFields.join(byName)), Bytes.wrap(value.toByteArray()), 0);
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
