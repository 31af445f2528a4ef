package io.ordinal.repl;

import io.ordinal.client.Write;
import io.ordinal.repl.Argument.Kind;
import java.util.List;

/** {@code put}. */
final class PutCommand implements Command {
    private static final CommandSpec SPEC = new CommandSpec(
            "put",
            "set a key's value",
            List.of(Argument.required("KEY", Kind.KEY), Argument.required("VALUE", Kind.TEXT)),
            List.of(Option.of("--ttl", "TIME", Kind.DURATION, "the entry vanishes after it: 500ms, 30s, 5m, 2h, 7d")),
            List.of(
                    "Answers with the number of the write, #n: cluster-wide, every later write has a higher one. It is the"
                            + " entry's version too, see `help cas`.",
                    "Keys and values are bytes. Quote words with blanks in them; \\xHH stands for any byte."),
            List.of(
                    "put greeting hello",
                    "put \"two words\" 'a \"quoted\" value'",
                    "put session:17 on --ttl 30s",
                    "put \\x00\\xff \"line one\\nline two\""));

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public ExitStatus run(Invocation invocation, Session session) {
        Write write = Write.put(invocation.key(0), invocation.value(1), invocation.millis("--ttl"));
        return WriteReport.of(write, session);
    }
}
