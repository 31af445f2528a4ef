package io.ordinal.repl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a command is written, and what help says of it.
 *
 * @param summary what it does, in a line
 * @param operands the words that follow, in order; optional ones last
 * @param teaches what one should know, a paragraph an element
 * @param examples command lines as one would type them
 */
public record CommandSpec(
        String name,
        String summary,
        List<Argument> operands,
        List<Option> options,
        List<String> teaches,
        List<String> examples) {
    public CommandSpec {
        operands = List.copyOf(operands);
        options = List.copyOf(options);
        teaches = List.copyOf(teaches);
        examples = List.copyOf(examples);
    }

    public Optional<Option> option(String optionName) {
        return options.stream()
                .filter(option -> option.name().equals(optionName))
                .findFirst();
    }

    /** The command in a line: {@code put KEY VALUE [--ttl TIME]}. */
    public String usage() {
        List<String> parts = new ArrayList<>(List.of(name));
        for (Argument operand : operands) {
            parts.add(operand.required() ? operand.name() : "[" + operand.name() + "]");
        }
        options.forEach(option -> parts.add("[" + option.usage() + "]"));
        return String.join(" ", parts);
    }
}
