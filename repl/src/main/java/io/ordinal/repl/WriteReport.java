package io.ordinal.repl;

import io.ordinal.client.Write;
import io.ordinal.client.WriteOutcome;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes a write and says how it ended: what put, delete and cas share. */
final class WriteReport {
    private WriteReport() {}

    static ExitStatus of(Write write, Session session) {
        WriteOutcome outcome = session.client().sync().write(write, session.deadline());
        String key = ByteText.word(write.key().bytes());
        if (outcome instanceof WriteOutcome.Applied applied) {
            session.output(outcomeFields(write, "applied", applied.sequence()), "#" + applied.sequence());
            return ExitStatus.OK;
        }
        if (outcome instanceof WriteOutcome.Rejected rejected) {
            session.output(
                    outcomeFields(write, "rejected", rejected.currentSequence()),
                    "rejected, " + rejected.why()
                            + (rejected.currentSequence() == 0
                                    ? ""
                                    : "\n`get " + key + "` shows it; --if #" + rejected.currentSequence()
                                            + " would hold while it stays so"));
            return ExitStatus.NO;
        }
        if (outcome instanceof WriteOutcome.NotDone notDone) {
            throw new CommandFailedException(
                    ExitStatus.FAILED,
                    "not done: " + notDone.why() + "; " + notDone.reason().nextStep());
        }
        throw new CommandFailedException(
                ExitStatus.UNKNOWN,
                "unknown, it may have been applied: " + outcome.why() + "; `get " + key + "` shows whether it was");
    }

    private static Map<String, ?> outcomeFields(Write write, String outcome, long sequence) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("outcome", outcome);
        Fields.putBytes(fields, "key", write.key().bytes());
        fields.put(outcome.equals("applied") ? "sequence" : "currentSequence", sequence);
        return fields;
    }
}
