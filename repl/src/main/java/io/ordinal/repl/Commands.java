package io.ordinal.repl;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The commands there are, in the order in which help lists them. */
public final class Commands {
    private final Map<String, Command> byName = new LinkedHashMap<>();

    /** @param further commands that touch more than the cluster, such as files; listed after those about keys */
    public Commands(List<Command> further) {
        List<Command> commands = new ArrayList<>();
        commands.add(new PutCommand());
        commands.add(new GetCommand());
        commands.add(new DeleteCommand());
        commands.add(new CasCommand());
        commands.add(new ScanCommand());
        commands.addAll(further);
        commands.add(new StatusCommand());
        commands.add(new NodesCommand());
        commands.add(new RingCommand());
        commands.add(new MovesCommand());
        commands.add(new AddCommand());
        commands.add(new DrainCommand());
        commands.add(new ReplaceCommand());
        commands.add(new WatchCommand());
        commands.add(new HelpCommand(this));
        commands.add(new ExitCommand());
        commands.forEach(command -> byName.put(command.spec().name(), command));
    }

    public Collection<Command> all() {
        return List.copyOf(byName.values());
    }

    public Optional<Command> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** @throws SyntaxException naming the nearest command, if there is none of this name */
    public Command require(String name) {
        return find(name)
                .orElseThrow(() -> new SyntaxException("there is no command '" + name + "'; "
                        + nearest(name)
                                .map(near -> "did you mean `" + near + "`? ")
                                .orElse("")
                        + "`help` lists them all"));
    }

    private Optional<String> nearest(String name) {
        String best = null;
        int least = 3;
        for (String candidate : byName.keySet()) {
            int distance = !name.isEmpty() && candidate.startsWith(name) ? 0 : distance(name, candidate);
            if (distance < least) {
                least = distance;
                best = candidate;
            }
        }
        return Optional.ofNullable(best);
    }

    /** How many letters must be added, dropped or changed: Levenshtein's distance, in two rows. */
    private static int distance(String from, String to) {
        int[] before = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            before[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int[] row = new int[to.length() + 1];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int change = before[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, Math.min(before[j], row[j - 1]) + 1);
            }
            before = row;
        }
        return before[to.length()];
    }
}
