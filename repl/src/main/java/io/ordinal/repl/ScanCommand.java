package io.ordinal.repl;

import io.ordinal.client.ScanOutcome;
import io.ordinal.client.ScanQuery;
import io.ordinal.protocol.Entry;
import io.ordinal.protocol.ScanRequest;
import io.ordinal.repl.Argument.Kind;
import io.ordinal.ring.Bytes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code scan}. */
final class ScanCommand implements Command {
    private static final int DEFAULT_LIMIT = 20;
    private static final int VALUE_CHARS = 60;
    private static final int KEY_CHARS = 60;

    private static final CommandSpec SPEC = new CommandSpec(
            "scan",
            "list entries whose keys begin with a prefix",
            List.of(Argument.optional("PREFIX", Kind.KEY)),
            List.of(
                    Option.of(
                            "--limit",
                            "N",
                            Kind.NUMBER,
                            "at most so many, 1 to " + ScanRequest.MAX_LIMIT + "; default " + DEFAULT_LIMIT),
                    Option.of("--cursor", "CURSOR", Kind.TEXT, "go on where an earlier scan stopped; it printed it"),
                    GetCommand.READ,
                    GetCommand.AT_LEAST),
            List.of(
                    "Entries come in the order of the ring, which is not that of the keys: neighbours in the alphabet lie"
                            + " far apart. That spreads load.",
                    "A scan reads everything and shows what matches: with many keys a rare prefix takes its time."
                            + " Ctrl-C ends it.",
                    "Each entry is read as --read says; all of them together are not one moment."),
            List.of("scan", "scan user: --limit 100", "scan \\x00 --read any"));

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public ExitStatus run(Invocation invocation, Session session) {
        Bytes prefix = invocation.operand(0).map(Word::bytes).orElse(Bytes.EMPTY);
        ScanQuery query = invocation.scan(prefix, DEFAULT_LIMIT);
        Table table = new Table("KEY", "NUMBER", "BYTES", "EXPIRES", "VALUE");
        int missing = query.limit();
        @Nullable String cursor;
        do {
            ScanOutcome.Page page = page(query.withLimit(missing), session);
            for (Entry entry : page.entries()) {
                session.out().object(Fields.of(entry));
                add(table, entry);
            }
            missing -= page.entries().size();
            cursor = page.cursor();
            query = query.from(cursor);
        } while (cursor != null && missing > 0 && !session.screen().isInterrupted());
        show(table, query.limit() - missing, cursor, session);
        return ExitStatus.OK;
    }

    private static ScanOutcome.Page page(ScanQuery query, Session session) {
        ScanOutcome outcome = session.client().scan(query, session.deadline()).join();
        if (outcome instanceof ScanOutcome.Page page) {
            return page;
        }
        if (outcome instanceof ScanOutcome.Failed failed) {
            String goOn = failed.cursor() == null ? "" : "; to go on: --cursor " + failed.cursor();
            throw new CommandFailedException(
                    ExitStatus.FAILED,
                    "the scan stopped: " + failed.why() + "; " + failed.reason().nextStep() + goOn);
        }
        throw new IllegalStateException("a scan ended as " + outcome);
    }

    private static void add(Table table, Entry entry) {
        String expires = entry.remainingTtlMillis() > 0 ? "in " + Durations.show(entry.remainingTtlMillis()) : "";
        String key = ByteText.word(entry.key().bytes());
        table.add(
                key.length() <= KEY_CHARS ? key : ByteText.value(entry.key().bytes(), KEY_CHARS),
                "#" + entry.sequence(),
                Integer.toString(entry.value().length()),
                expires,
                ByteText.value(entry.value(), VALUE_CHARS));
    }

    private static void show(Table table, int count, @Nullable String cursor, Session session) {
        if (!table.isEmpty()) {
            session.out().text(String.join("\n", table.lines(session.screen()::displayWidth)));
        }
        String entries = count == 1 ? "1 entry" : count + " entries";
        if (cursor == null) {
            session.out().text(entries);
        } else {
            session.out().text(entries + ", and there may be more: --cursor " + cursor);
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("cursor", cursor);
            session.out().object(fields);
        }
    }
}
