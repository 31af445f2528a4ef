package io.ordinal.repl.file;

import io.ordinal.client.ClusterView;
import io.ordinal.client.OrdinalClient;
import io.ordinal.client.Write;
import io.ordinal.client.WriteOutcome;
import io.ordinal.repl.CommandFailedException;
import io.ordinal.repl.Durations;
import io.ordinal.repl.ExitStatus;
import io.ordinal.repl.Output;
import io.ordinal.repl.Session;
import io.ordinal.repl.transfer.ImportListener;
import io.ordinal.repl.transfer.ImportResult;
import io.ordinal.repl.transfer.ImportResult.Ending;
import io.ordinal.repl.transfer.ImportTally;
import io.ordinal.repl.transfer.Importer;
import io.ordinal.repl.transfer.Importer.ImportPace;
import io.ordinal.repl.transfer.ProgressLine;
import io.ordinal.repl.transfer.Row;
import io.ordinal.repl.transfer.RowSource;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Imports a file: goes on where an earlier run stopped, shows how it goes, and says how it ended. For one thread. */
final class FileImport implements ImportListener {
    private static final long STATE_NANOS = 1_000_000_000L;

    /** Long, since the client repeats a write under its number for so long: it is made once, however often it is sent. */
    private static final Duration WRITE_DEADLINE = Duration.ofSeconds(30);

    private final ImportOptions options;
    private final Session session;
    private final InputStream standardInput;
    private final LongSupplier nanoClock;
    private final Output out;
    private final long startedAtNanos;
    private final ProgressView view;
    private @Nullable Rejects rejects;
    private @Nullable Path statePlace;
    private @Nullable ImportState state;
    private long stateWrittenAtNanos;
    private long totalBytes = -1;

    FileImport(ImportOptions options, Session session, InputStream standardInput, LongSupplier nanoClock) {
        this.options = options;
        this.session = session;
        this.standardInput = standardInput;
        this.nanoClock = nanoClock;
        this.out = session.out();
        this.startedAtNanos = nanoClock.getAsLong();
        this.view = new ProgressView(session.screen(), out, startedAtNanos);
    }

    ExitStatus run() throws IOException, InterruptedException {
        long skip = prepare();
        try (RowSource rows = open();
                Rejects opened = new Rejects(out, options.rejects())) {
            rejects = opened;
            Importer importer = new Importer(
                    rows,
                    this::write,
                    this,
                    new ImportPace(options.maxInFlight(), options.patience(), skip),
                    session.screen()::isInterrupted,
                    nanoClock);
            return report(importer.run());
        } finally {
            rejects = null;
        }
    }

    /** @return how many rows an earlier run has written */
    private long prepare() throws IOException {
        ClusterView cluster = session.client().sync().refresh();
        if (cluster.map() == null) {
            throw new CommandFailedException(
                    ExitStatus.NO_CLUSTER,
                    "no node gives a cluster map: check that the cluster runs (`ordinal status` shows it), then import again");
        }
        Path file = options.file();
        if (file == null) {
            return 0;
        }
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new CommandFailedException(
                    ExitStatus.FAILED,
                    Files.exists(file)
                            ? file + " cannot be read: it must be a file that you may read"
                            : "there is no file " + file + ": check its name");
        }
        totalBytes = Files.size(file);
        String sha256 = FileHash.of(file);
        Path place = ImportState.place(file, sha256);
        ImportState fresh = new ImportState(
                ImportState.VERSION, cluster.map().cluster().uuid().toString(), sha256, options.meaning(), 0);
        Optional<ImportState> earlier = options.restart() ? Optional.empty() : ImportState.read(place);
        statePlace = place;
        if (earlier.isPresent() && earlier.get().fits(fresh)) {
            state = earlier.get();
            out.note(String.format(
                    Locale.ROOT,
                    "going on after row %,d, where an earlier run stopped (--restart would begin anew)",
                    earlier.get().rows()));
            return earlier.get().rows();
        }
        earlier.ifPresent(other -> out.note("what an earlier run left is of another "
                + (other.cluster().equals(fresh.cluster()) ? "text of the file, or other options" : "cluster")
                + ": beginning with the first row"));
        state = fresh;
        return 0;
    }

    private RowSource open() throws IOException {
        Path file = options.file();
        InputStream in = file == null ? standardInput : new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        return switch (options.format()) {
            case CSV -> CsvRows.commas(in, options.key());
            case TSV -> CsvRows.tabs(in, options.key());
            case JSONL -> new JsonLineRows(in, options.key());
            case JSON -> new JsonRows(in, options.key());
        };
    }

    private void write(Row.Put row, Consumer<WriteOutcome> to) {
        OrdinalClient client = session.client();
        CompletableFuture<Void> unused = client.write(
                        Write.put(row.key(), row.value(), row.ttlMillis()), WRITE_DEADLINE)
                .thenAccept(to);
    }

    @Override
    public void bad(Row.Bad row) throws IOException {
        if (rejects != null) {
            view.clear();
            rejects.add(row);
        }
    }

    @Override
    public void progress(ImportTally tally) throws IOException {
        long nowNanos = nanoClock.getAsLong();
        double fraction = totalBytes > 0 ? (double) tally.bytesRead() / totalBytes : -1;
        view.show(ProgressLine.of(fraction, tally.rows(), nowNanos - startedAtNanos, remarks(tally)), nowNanos);
        if (nowNanos - stateWrittenAtNanos >= STATE_NANOS) {
            stateWrittenAtNanos = nowNanos;
            writeState(tally);
        }
    }

    private static String remarks(ImportTally tally) {
        StringBuilder remarks = new StringBuilder();
        if (tally.bad() > 0) {
            remarks.append(tally.bad()).append(" bad  ");
        }
        if (!tally.trouble().isEmpty()) {
            remarks.append("waiting: ").append(tally.trouble());
        }
        return remarks.toString().strip();
    }

    private void writeState(ImportTally tally) throws IOException {
        if (state != null && statePlace != null && tally.prefix() > state.rows()) {
            state = state.at(tally.prefix());
            state.write(statePlace);
        }
    }

    private ExitStatus report(ImportResult result) throws IOException {
        view.clear();
        ImportTally tally = result.tally();
        boolean finished = result.ending() == Ending.FINISHED;
        if (finished && statePlace != null) {
            Files.deleteIfExists(statePlace);
        } else {
            writeState(tally);
        }
        out.object(fields(result));
        out.text(summary(tally));
        if (!finished) {
            throw new CommandFailedException(
                    result.maybeApplied() > 0 ? ExitStatus.UNKNOWN : ExitStatus.FAILED, stopped(result));
        }
        if (tally.bad() > 0) {
            throw new CommandFailedException(
                    ExitStatus.FAILED,
                    tally.bad() + " rows were bad and are not in the store: mend them and import again"
                            + (options.rejects() == null
                                    ? "; --rejects FILE lists them"
                                    : "; see " + options.rejects()));
        }
        return ExitStatus.OK;
    }

    private String stopped(ImportResult result) {
        String maybe = result.maybeApplied() == 0
                ? ""
                : " " + result.maybeApplied() + " rows after that may have been written, or not.";
        String next = options.file() == null
                ? " Standard input cannot be resumed: import it again from its beginning, which does no harm"
                : " The same command goes on from there";
        return "stopped after row " + result.tally().prefix() + ": " + result.why() + "." + maybe + next;
    }

    private String summary(ImportTally tally) {
        long millis = (nanoClock.getAsLong() - startedAtNanos) / 1_000_000;
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%,d rows read, %,d written in %s (%,.0f/s)",
                tally.rows(),
                tally.written(),
                Durations.show(millis),
                tally.written() * 1_000.0 / Math.max(millis, 1)));
        if (tally.skipped() > 0) {
            text.append(String.format(Locale.ROOT, ", %,d done by an earlier run", tally.skipped()));
        }
        if (tally.duplicates() > 0) {
            text.append(String.format(
                    Locale.ROOT,
                    ", %s%,d duplicate keys (the later row won)",
                    tally.duplicatesAtLeast() ? "at least " : "",
                    tally.duplicates()));
        }
        if (tally.bad() > 0) {
            text.append(String.format(Locale.ROOT, ", %,d bad", tally.bad()));
        }
        if (tally.retries() > 0) {
            text.append(String.format(Locale.ROOT, ", %,d writes sent again", tally.retries()));
        }
        return text.toString();
    }

    private static Map<String, ?> fields(ImportResult result) {
        ImportTally tally = result.tally();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("ending", result.ending().name().toLowerCase(Locale.ROOT));
        fields.put("rows", tally.rows());
        fields.put("written", tally.written());
        fields.put("skipped", tally.skipped());
        fields.put("bad", tally.bad());
        fields.put("duplicates", tally.duplicates());
        fields.put("duplicatesAtLeast", tally.duplicatesAtLeast());
        fields.put("retries", tally.retries());
        fields.put("maybeApplied", result.maybeApplied());
        return fields;
    }
}
