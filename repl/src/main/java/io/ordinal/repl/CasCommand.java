package io.ordinal.repl;

import io.ordinal.client.Write;
import io.ordinal.protocol.Condition;
import io.ordinal.repl.Argument.Kind;
import java.util.List;

/** {@code cas}. */
final class CasCommand implements Command {
    private static final CommandSpec SPEC = new CommandSpec(
            "cas",
            "set a key's value, if nobody changed it since (compare and set)",
            List.of(Argument.required("KEY", Kind.KEY), Argument.required("VALUE", Kind.TEXT)),
            List.of(
                    Option.of("--if", "#N", Kind.NUMBER, "only if the key's entry is the one that write #N made"),
                    Option.flag("--if-absent", "only if the key has no entry"),
                    Option.of("--ttl", "TIME", Kind.DURATION, "the entry vanishes after it: 500ms, 30s, 5m, 2h, 7d")),
            List.of(
                    "Read a key, think, and write it back on condition that its number is still the one you read: two people"
                            + " who do so at once never lose each other's change. The second is rejected (exit code 5)."),
            List.of("cas lock mine --if-absent", "cas counter 18 --if #10482"));

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public ExitStatus run(Invocation invocation, Session session) {
        Condition condition = invocation.condition();
        if (condition instanceof Condition.None) {
            throw new SyntaxException("cas needs a condition: add --if #N (`get` shows the number) or --if-absent");
        }
        Write write = Write.put(invocation.key(0), invocation.value(1), invocation.millis("--ttl"));
        return WriteReport.of(write.onlyIf(condition), session);
    }
}
