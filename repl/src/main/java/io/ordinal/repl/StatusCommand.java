package io.ordinal.repl;

import java.util.List;

/** {@code status}. */
final class StatusCommand implements Command {
    private static final CommandSpec SPEC = new CommandSpec(
            "status",
            "how the cluster and each node are",
            List.of(),
            List.of(),
            List.of(
                    "Asks every node. `absent`: not registered; `silent`: registered, but it does not answer;"
                            + " `no zookeeper`: it goes on, but hears of no change.",
                    "RANGES and LEADS are what the cluster map gives the node; ISSUED is the highest number it knows to be"
                            + " issued; OFFICES says which node numbers all writes, and which one keeps the map.",
                    "Exit code 0 also when nodes are missing, as long as some answer; 3 when none does."),
            List.of("status"));

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public ExitStatus run(Invocation invocation, Session session) {
        StatusReport report = StatusReport.ask(session);
        report.objects().forEach(session.out()::object);
        session.out().text(String.join("\n", report.lines(session.screen())));
        return ExitStatus.OK;
    }
}
