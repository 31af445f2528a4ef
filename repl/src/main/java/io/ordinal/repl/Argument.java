package io.ordinal.repl;

/**
 * A place for a word in a command: an operand, or what follows an option.
 *
 * @param name as help shows it: {@code KEY}
 * @param kind what can stand there, for completion
 */
public record Argument(String name, Kind kind, boolean required) {
    /** What words can stand in a place. */
    public enum Kind {
        KEY,
        TEXT,
        DURATION,
        NUMBER,
        READ_MODE,
        NODE,
        MOVES_ACTION,
        COMMAND,
        FILE,
        FORMAT
    }

    public static Argument required(String name, Kind kind) {
        return new Argument(name, kind, true);
    }

    public static Argument optional(String name, Kind kind) {
        return new Argument(name, kind, false);
    }
}
