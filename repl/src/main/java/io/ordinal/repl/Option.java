package io.ordinal.repl;

import io.ordinal.repl.Argument.Kind;
import org.jspecify.annotations.Nullable;

/**
 * An option of a command.
 *
 * @param name with its dashes: {@code --ttl}
 * @param argument what follows it; null for a flag
 */
public record Option(String name, @Nullable Argument argument, String description) {
    public static Option flag(String name, String description) {
        return new Option(name, null, description);
    }

    public static Option of(String name, String argument, Kind kind, String description) {
        return new Option(name, Argument.required(argument, kind), description);
    }

    /** The option as help shows it: {@code --ttl TIME}. */
    public String usage() {
        return argument == null ? name : name + " " + argument.name();
    }
}
