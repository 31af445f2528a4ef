package io.ordinal.repl;

import io.ordinal.repl.Argument.Kind;
import io.ordinal.ring.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the words that could stand at the end of a line: commands, options, and what the cluster has. */
public final class Completion {
    /** What can follow {@code moves}. */
    static final List<String> MOVES_ACTIONS =
            List.of("cancel", "pause", "resume", "throttle", "per-node", "grace", "approval");

    private final Commands commands;
    private final LiveData live;

    public Completion(Commands commands, LiveData live) {
        this.commands = commands;
        this.live = live;
    }

    /**
     * @param before the whole words before it
     * @param partial the word that is being typed; empty if none was begun
     */
    public List<Suggestion> suggest(List<Word> before, Word partial) {
        if (before.isEmpty()) {
            return commandNames(partial.text());
        }
        return commands.find(before.get(0).text())
                .map(command -> arguments(command.spec(), before.subList(1, before.size()), partial))
                .orElse(List.of());
    }

    private List<Suggestion> commandNames(String prefix) {
        return commands.all().stream()
                .map(Command::spec)
                .filter(spec -> spec.name().startsWith(prefix))
                .map(spec -> new Suggestion(spec.name(), spec.summary(), true))
                .toList();
    }

    private List<Suggestion> arguments(CommandSpec spec, List<Word> before, Word partial) {
        int operands = 0;
        List<String> given = new ArrayList<>();
        Argument awaited = null;
        for (Word word : before) {
            Argument expected = awaited;
            awaited = null;
            if (expected != null) {
                continue;
            }
            Optional<Option> option = word.quoted() ? Optional.empty() : spec.option(word.text());
            if (option.isPresent()) {
                given.add(option.get().name());
                awaited = option.get().argument();
            } else {
                operands++;
            }
        }
        if (awaited != null) {
            return words(awaited.kind(), partial);
        }
        List<Suggestion> suggestions = new ArrayList<>();
        if (operands < spec.operands().size()) {
            suggestions.addAll(words(spec.operands().get(operands).kind(), partial));
        }
        boolean wantsOption = partial.text().startsWith("-") && !partial.quoted();
        if (wantsOption || (partial.bytes().length() == 0 && operands >= required(spec))) {
            spec.options().stream()
                    .filter(option ->
                            !given.contains(option.name()) && option.name().startsWith(partial.text()))
                    .forEach(option -> suggestions.add(new Suggestion(option.name(), option.description(), true)));
        }
        return suggestions;
    }

    private static long required(CommandSpec spec) {
        return spec.operands().stream().filter(Argument::required).count();
    }

    private List<Suggestion> words(Kind kind, Word partial) {
        String prefix = partial.text();
        return switch (kind) {
            case KEY ->
                live.keys(partial.bytes()).stream()
                        .map(key -> suggestion(key, partial, true))
                        .toList();
            case NODE -> matching(live.nodes().stream(), prefix);
            case MOVES_ACTION -> matching(MOVES_ACTIONS.stream(), prefix);
            case READ_MODE -> matching(Stream.of("linearizable", "any"), prefix);
            case FORMAT -> matching(Stream.of("csv", "tsv", "jsonl", "json"), prefix);
            case COMMAND -> commandNames(prefix);
            case FILE ->
                live.files(prefix).stream()
                        .map(file -> suggestion(Bytes.utf8(file), partial, !file.endsWith("/")))
                        .toList();
            case TEXT, DURATION, NUMBER -> List.of();
        };
    }

    /** In the style in which the word was begun. */
    private static Suggestion suggestion(Bytes word, Word partial, boolean complete) {
        return new Suggestion(partial.quoted() ? ByteText.quoted(word) : ByteText.escaped(word), "", complete);
    }

    private static List<Suggestion> matching(Stream<String> words, String prefix) {
        return words.filter(word -> word.startsWith(prefix))
                .map(word -> new Suggestion(word, "", true))
                .toList();
    }
}
