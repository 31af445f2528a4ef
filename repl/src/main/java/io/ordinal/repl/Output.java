package io.ordinal.repl;

import java.util.Map;

/**
 * Where a command's answers go. A command says everything twice, as lines for people and as an object for machines;
 * each kind of output takes one and leaves the other.
 */
public interface Output {
    /** Shows a line, or several, to people. */
    void text(String text);

    /** Hands an object to a machine: texts, numbers, booleans, lists and maps of those. */
    void object(Map<String, ?> fields);

    /** Tells people something on the side that is no part of the answer: standard error, where there is one. */
    void note(String text);

    /**
     * Says what went wrong, to both.
     *
     * @param reason why, in a word for machines; empty if there is none
     */
    void problem(ExitStatus status, String reason, String message);
}
