package io.ordinal.repl;

import io.ordinal.client.ReadOutcome;
import io.ordinal.protocol.Entry;
import io.ordinal.protocol.ReadMode;
import io.ordinal.repl.Argument.Kind;
import io.ordinal.ring.Key;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code get}. */
final class GetCommand implements Command {
    static final Option READ = Option.of(
            "--read", "HOW", Kind.READ_MODE, "linearizable (the default: the newest) or any (the nearest replica)");
    static final Option AT_LEAST =
            Option.of("--at-least", "#N", Kind.NUMBER, "from any replica that has seen all writes up to #N");

    private static final CommandSpec SPEC = new CommandSpec(
            "get",
            "read a key",
            List.of(Argument.required("KEY", Kind.KEY)),
            List.of(READ, AT_LEAST),
            List.of(
                    "Shows the value, the number of the write that made it, and as of which number the answer holds.",
                    "With the number of your own write after --at-least you read your own writes, from any replica."
                            + " `any` also answers when a range has no quorum, and may be old.",
                    "A key without an entry is exit code 5."),
            List.of("get greeting", "get greeting --read any", "get greeting --at-least #10482"));

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public ExitStatus run(Invocation invocation, Session session) {
        Key key = invocation.key(0);
        ReadMode mode = invocation.readMode();
        ReadOutcome outcome = session.client().sync().get(key, mode, session.deadline());
        if (outcome instanceof ReadOutcome.Found found) {
            Entry entry = found.entry();
            Map<String, Object> fields = Fields.of(entry);
            fields.put("asOfSequence", found.asOfSequence());
            session.output(fields, ByteText.value(entry.value()) + "\n" + about(entry, found.asOfSequence()));
            return ExitStatus.OK;
        }
        if (outcome instanceof ReadOutcome.NotFound absent) {
            Map<String, Object> fields = new LinkedHashMap<>();
            Fields.putBytes(fields, "key", key.bytes());
            fields.put("found", false);
            fields.put("asOfSequence", absent.asOfSequence());
            session.output(fields, "no entry (as of #" + absent.asOfSequence() + ")");
            return ExitStatus.NO;
        }
        if (outcome instanceof ReadOutcome.Failed failed) {
            throw new CommandFailedException(
                    ExitStatus.FAILED,
                    "not read: " + failed.why() + "; " + failed.reason().nextStep());
        }
        throw new IllegalStateException("a read ended as " + outcome);
    }

    private static String about(Entry entry, long asOfSequence) {
        String ttl =
                entry.remainingTtlMillis() > 0 ? ", vanishes in " + Durations.show(entry.remainingTtlMillis()) : "";
        return "  #" + entry.sequence() + ", " + entry.value().length() + " B" + ttl + " (as of #" + asOfSequence + ")";
    }
}
