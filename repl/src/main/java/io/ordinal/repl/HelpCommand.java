package io.ordinal.repl;

import io.ordinal.repl.Argument.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code help}. */
final class HelpCommand implements Command {
    private static final Pattern BLANK = Pattern.compile(" ");

    /** Longer lines are hard to read. */
    private static final int MOST_COLUMNS = 100;

    private static final CommandSpec SPEC = new CommandSpec(
            "help",
            "list the commands, or explain one",
            List.of(Argument.optional("COMMAND", Kind.COMMAND)),
            List.of(),
            List.of(),
            List.of("help", "help cas"));

    private final Commands commands;

    HelpCommand(Commands commands) {
        this.commands = commands;
    }

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public ExitStatus run(Invocation invocation, Session session) {
        Optional<Word> about = invocation.operand(0);
        if (about.isPresent()) {
            explain(commands.require(about.get().text()).spec(), session);
        } else {
            list(session);
        }
        return ExitStatus.OK;
    }

    private void list(Session session) {
        Table table = new Table("COMMAND", "WHAT IT DOES");
        for (Command command : commands.all()) {
            CommandSpec spec = command.spec();
            table.add(spec.name(), spec.summary());
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("command", spec.name());
            fields.put("usage", spec.usage());
            fields.put("summary", spec.summary());
            session.out().object(fields);
        }
        session.out().text(String.join("\n", table.lines(session.screen()::displayWidth)));
        session.out()
                .text(
                        "\n`help COMMAND` explains one, with examples. Tab completes; Ctrl-C gives up a line; Ctrl-D ends.");
    }

    private static void explain(CommandSpec spec, Session session) {
        StringBuilder text = new StringBuilder(spec.usage())
                .append("\n  ")
                .append(spec.summary())
                .append('\n');
        int columns = Math.min(session.screen().columns(), MOST_COLUMNS);
        spec.teaches()
                .forEach(paragraph ->
                        text.append('\n').append(wrapped(paragraph, columns)).append('\n'));
        if (!spec.options().isEmpty()) {
            Table table = new Table("OPTION", "");
            spec.options().forEach(option -> table.add("  " + option.usage(), option.description()));
            List<String> lines = table.lines(session.screen()::displayWidth);
            text.append("\nOptions:\n");
            lines.subList(1, lines.size()).forEach(line -> text.append(line).append('\n'));
        }
        text.append("\nExamples:\n  ").append(String.join("\n  ", spec.examples()));
        session.out().text(text.toString());
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("command", spec.name());
        fields.put("usage", spec.usage());
        fields.put("summary", spec.summary());
        fields.put("teaches", spec.teaches());
        fields.put("examples", spec.examples());
        session.out().object(fields);
    }

    /** The paragraph in lines that are broken between words. */
    private static String wrapped(String paragraph, int columns) {
        StringBuilder text = new StringBuilder();
        int column = 0;
        for (String word : BLANK.split(paragraph, -1)) {
            if (column > 0 && column + 1 + word.length() > columns) {
                text.append('\n');
                column = 0;
            } else if (column > 0) {
                text.append(' ');
                column++;
            }
            text.append(word);
            column += word.length();
        }
        return text.toString();
    }
}
