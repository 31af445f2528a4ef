package io.ordinal.repl.file;

import io.ordinal.repl.file.FileLines.Line;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a file into records of fields. A record is one line, or more if a quoted field holds line ends. Each is parsed on its
 * own, so that a broken one spoils no other, and the line it stands in is known.
 */
final class CsvRecords {
    /** A record that is longer cannot be a value; a quote that is still open there was never meant to be. */
    private static final int MAX_RECORD_CHARS = 2 << 20;

    private final FileLines lines;
    private final CSVFormat format;
    private final boolean quotes;
    private final ArrayDeque<Line> again = new ArrayDeque<>();

    private CsvRecords(FileLines lines, CSVFormat format) {
        this.lines = lines;
        this.format = format;
        this.quotes = format.isQuoteCharacterSet();
    }

    static CsvRecords commas(FileLines lines) {
        return new CsvRecords(
                lines, CSVFormat.RFC4180.builder().setIgnoreEmptyLines(false).get());
    }

    static CsvRecords tabs(FileLines lines) {
        return new CsvRecords(
                lines,
                CSVFormat.RFC4180
                        .builder()
                        .setIgnoreEmptyLines(false)
                        .setDelimiter('\t')
                        .setQuote(null)
                        .get());
    }

    /**
     * A record.
     *
     * @param problem why it cannot be parsed, as half a sentence; empty if it can
     */
    record Fields(long line, List<String> values, String text, String problem) {}

    /** The next record; empty lines are none. Null after the last. */
    @Nullable
    Fields next() throws IOException {
        Line first = line();
        while (first != null && first.problem().isEmpty() && first.text().isEmpty()) {
            first = line();
        }
        if (first == null) {
            return null;
        }
        if (!first.problem().isEmpty()) {
            return new Fields(first.number(), List.of(), "", first.problem());
        }
        boolean open = quotes && endsInQuotes(first.text(), false);
        if (!open) {
            return parse(first.number(), first.text());
        }
        StringBuilder text = new StringBuilder(first.text());
        List<Line> taken = new ArrayList<>();
        while (open && text.length() <= MAX_RECORD_CHARS) {
            Line next = line();
            if (next == null) {
                break;
            }
            taken.add(next);
            if (!next.problem().isEmpty()) {
                break;
            }
            text.append('\n').append(next.text());
            open = endsInQuotes(next.text(), true);
        }
        if (!open) {
            return parse(first.number(), text.toString());
        }
        for (int i = taken.size() - 1; i >= 0; i--) {
            again.addFirst(taken.get(i));
        }
        return new Fields(first.number(), List.of(), first.text(), "a quote that is opened in it is never closed");
    }

    private @Nullable Line line() throws IOException {
        Line kept = again.poll();
        return kept != null ? kept : lines.next();
    }

    /** Follows the quotes as the parser will: one opens at the start of a field only; two in quotes are one in the text. */
    private boolean endsInQuotes(String line, boolean inQuotes) {
        char delimiter = format.getDelimiterString().charAt(0);
        boolean in = inQuotes;
        boolean atStart = !inQuotes;
        for (int i = 0; i < line.length(); i++) {
            char each = line.charAt(i);
            if (in) {
                if (each == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                    i++;
                } else if (each == '"') {
                    in = false;
                }
            } else if (each == '"' && atStart) {
                in = true;
            }
            atStart = each == delimiter && !in;
        }
        return in;
    }

    private Fields parse(long line, String text) {
        try (CSVParser parser = CSVParser.parse(new StringReader(text), format)) {
            List<CSVRecord> records = parser.getRecords();
            return records.size() == 1
                    ? new Fields(line, List.copyOf(records.get(0).toList()), text, "")
                    : new Fields(line, List.of(), text, "its quotes make " + records.size() + " records of it");
        } catch (UncheckedIOException | IOException e) {
            // It is read from memory: what fails is the parsing. Where it failed is told from the record's beginning.
            return new Fields(
                    line,
                    List.of(),
                    text,
                    "its quotes are broken: text follows a quoted field, or a quote inside of one is not doubled");
        }
    }
}
