package io.ordinal.repl;

import io.ordinal.protocol.ClusterCommand;
import io.ordinal.repl.Argument.Kind;
import io.ordinal.ring.MoveSettings;
import java.util.List;
import java.util.regex.Pattern;

/** {@code moves}. */
final class MovesCommand implements Command {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

    private static final CommandSpec SPEC = new CommandSpec(
            "moves",
            "what moves between nodes and how far it is; cancel, pause, throttle",
            List.of(Argument.optional("ACTION", Kind.MOVES_ACTION), Argument.optional("VALUE", Kind.TEXT)),
            List.of(
                    Option.flag("--watch", "show it again and again, until a key is pressed"),
                    Option.of("--every", "TIME", Kind.DURATION, "how often with --watch; default 1s, at least 100ms")),
            List.of(
                    "Without an ACTION it lists the moves under way, then those that wait to begin. A move copies a range to"
                            + " TO, catches up with its writes, compares both copies and makes TO a member in the place of"
                            + " the node that leaves. Reads and writes go on meanwhile.",
                    "FROM gives the copy. RATE is what it gives lately, LEFT how long the copy takes if it goes on like until"
                            + " now, WAITS FOR why a move does not go on.",
                    "`moves cancel ID` gives a move up, unless its target is a member already; its range stays where it is for"
                            + " ten minutes. `moves pause` stops all of them where they are, `moves resume` goes on.",
                    "`moves throttle 50MB` bounds what a node may send a second to nodes that copy from it; `off` takes the"
                            + " bound away. `moves per-node N` bounds how many ranges a node gives, and how many it takes, at"
                            + " a time (1 to " + MoveSettings.MOST_MOVES_PER_NODE + ").",
                    "`moves grace 10m` is how long a node may be absent before what it held is copied to others. `moves approval"
                            + " on` makes new nodes wait for `add`; `off` gives them ranges as they come.",
                    "All of it can be asked twice. It is kept in the cluster map, and outlives whoever is the rebalancer."),
            List.of(
                    "moves",
                    "moves --watch",
                    "moves cancel 17",
                    "moves pause",
                    "moves throttle 50MB",
                    "moves per-node 2",
                    "moves grace 10m",
                    "moves approval on"));

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public ExitStatus run(Invocation invocation, Session session) {
        String action = invocation.operand(0).map(Word::text).orElse("");
        boolean watched = invocation.has("--watch") || invocation.has("--every");
        if (action.isEmpty()) {
            return watched ? watch(invocation, session) : show(session);
        }
        if (watched) {
            throw new SyntaxException("--watch and --every show moves: write `moves --watch`, without an action");
        }
        return Rebalancer.command(command(action, invocation), session);
    }

    private static ExitStatus show(Session session) {
        MovesReport report = Rebalancer.moves(session);
        report.objects().forEach(session.out()::object);
        session.out().text(String.join("\n", report.lines(session.screen())));
        return ExitStatus.OK;
    }

    private static ExitStatus watch(Invocation invocation, Session session) {
        return Watching.until(
                "`moves`",
                Watching.every(invocation),
                session,
                () -> Rebalancer.moves(session).lines(session.screen()));
    }

    private static ClusterCommand command(String action, Invocation invocation) {
        return switch (action) {
            case "pause" -> withoutValue(action, new ClusterCommand.SetPaused(true), invocation);
            case "resume" -> withoutValue(action, new ClusterCommand.SetPaused(false), invocation);
            case "cancel" ->
                new ClusterCommand.CancelMove(number(action, 1, 999_999_999, value(action, "17", invocation)));
            case "throttle" -> new ClusterCommand.SetThrottle(bytesPerSecond(value(action, "50MB", invocation)));
            case "per-node" ->
                new ClusterCommand.SetMovesPerNode(
                        number(action, 1, MoveSettings.MOST_MOVES_PER_NODE, value(action, "4", invocation)));
            case "grace" -> new ClusterCommand.SetGrace(seconds(value(action, "10m", invocation)));
            case "approval" -> new ClusterCommand.SetApproval(isOn(value(action, "on", invocation)));
            default ->
                throw new SyntaxException("moves has no action '" + action + "': there are "
                        + String.join(", ", Completion.MOVES_ACTIONS) + "; see `help moves`");
        };
    }

    private static ClusterCommand withoutValue(String action, ClusterCommand command, Invocation invocation) {
        invocation.operand(1).ifPresent(word -> {
            throw new SyntaxException("'" + word.text() + "' is one word too many: write just `moves " + action + "`");
        });
        return command;
    }

    private static String value(String action, String example, Invocation invocation) {
        return invocation
                .operand(1)
                .map(Word::text)
                .orElseThrow(() -> new SyntaxException("moves " + action + " needs a value: write for example `moves "
                        + action + " " + example + "`"));
    }

    private static int number(String action, int least, int most, String text) {
        if (!NUMBER.matcher(text).matches() || Integer.parseInt(text) < least || Integer.parseInt(text) > most) {
            throw new SyntaxException(
                    "moves " + action + " takes a number from " + least + " to " + most + ", not '" + text + "'");
        }
        return Integer.parseInt(text);
    }

    private static long bytesPerSecond(String text) {
        return text.equals("off") || text.equals("0") ? 0 : ByteCounts.parse(text);
    }

    private static int seconds(String text) {
        long seconds = Durations.parse(text).toSeconds();
        if (seconds < 1 || seconds > Integer.MAX_VALUE) {
            throw new SyntaxException(
                    "a grace time is at least 1s and at most " + Integer.MAX_VALUE + "s, not " + text);
        }
        return (int) seconds;
    }

    private static boolean isOn(String text) {
        return switch (text) {
            case "on" -> true;
            case "off" -> false;
            default -> throw new SyntaxException("moves approval takes on or off, not '" + text + "'");
        };
    }
}
