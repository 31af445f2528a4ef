package io.ordinal.repl.file;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.ordinal.client.ScanOutcome;
import io.ordinal.client.ScanQuery;
import io.ordinal.protocol.Entry;
import io.ordinal.repl.CommandFailedException;
import io.ordinal.repl.Durations;
import io.ordinal.repl.ExitStatus;
import io.ordinal.repl.Fields;
import io.ordinal.repl.Session;
import io.ordinal.repl.transfer.ProgressLine;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes all entries to a file, a JSON object a line, in ring order. It is no snapshot: an entry is as of when its page was read. For
 * one thread.
 */
final class FileExport {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration PAGE_DEADLINE = Duration.ofSeconds(30);

    private final ExportOptions options;
    private final Session session;
    private final OutputStream standardOutput;
    private final LongSupplier nanoClock;
    private final long startedAtNanos;
    private final ProgressView view;
    private long rows;

    /**
     * What is to be exported.
     *
     * @param file null for standard output
     * @param overwrite whether a file that is there already is replaced
     */
    record ExportOptions(@Nullable Path file, ScanQuery query, boolean overwrite) {}

    FileExport(ExportOptions options, Session session, OutputStream standardOutput, LongSupplier nanoClock) {
        this.options = options;
        this.session = session;
        this.standardOutput = standardOutput;
        this.nanoClock = nanoClock;
        this.startedAtNanos = nanoClock.getAsLong();
        this.view = new ProgressView(session.screen(), session.out(), startedAtNanos);
    }

    ExitStatus run() throws IOException {
        Path file = options.file();
        if (file == null) {
            OutputStream out = new BufferedOutputStream(standardOutput, 1 << 16);
            writeAll(out);
            out.flush();
        } else {
            if (Files.exists(file) && !options.overwrite()) {
                throw new CommandFailedException(
                        ExitStatus.FAILED, file + " is there already: give another name, or --overwrite");
            }
            Path part = file.resolveSibling(file.getFileName() + ".part");
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part), 1 << 16)) {
                writeAll(out);
            }
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("rows", rows);
            fields.put("file", file.toString());
            session.out().object(fields);
        }
        view.clear();
        long millis = (nanoClock.getAsLong() - startedAtNanos) / 1_000_000;
        session.out()
                .note(String.format(
                        Locale.ROOT,
                        "%,d entries in %s. This is no snapshot: writes made meanwhile may be in it"
                                + " or not. An import gives every entry a new number",
                        rows,
                        Durations.show(millis)));
        return ExitStatus.OK;
    }

    private void writeAll(OutputStream out) throws IOException {
        ScanQuery query = options.query();
        @Nullable String cursor;
        do {
            ScanOutcome.Page page = page(query);
            for (Entry entry : page.entries()) {
                out.write(JSON.writeValueAsBytes(Fields.of(entry)));
                out.write('\n');
                rows++;
            }
            cursor = page.cursor();
            query = query.from(cursor);
            long nowNanos = nanoClock.getAsLong();
            view.show(ProgressLine.of(-1, rows, nowNanos - startedAtNanos, ""), nowNanos);
            if (cursor != null && session.screen().isInterrupted()) {
                throw new CommandFailedException(
                        ExitStatus.FAILED, "interrupted after " + rows + " entries: " + remains());
            }
        } while (cursor != null);
    }

    private ScanOutcome.Page page(ScanQuery query) {
        ScanOutcome outcome = session.client().scan(query, PAGE_DEADLINE).join();
        if (outcome instanceof ScanOutcome.Page page) {
            return page;
        }
        view.clear();
        if (outcome instanceof ScanOutcome.Failed failed) {
            throw new CommandFailedException(
                    ExitStatus.FAILED,
                    "the export stopped after " + rows + " entries: " + failed.why() + "; "
                            + failed.reason().nextStep() + "; " + remains());
        }
        throw new IllegalStateException("a scan ended as " + outcome);
    }

    private String remains() {
        return options.file() == null
                ? "what was written is not all"
                : "what was read is in " + options.file() + ".part and is not all";
    }
}
