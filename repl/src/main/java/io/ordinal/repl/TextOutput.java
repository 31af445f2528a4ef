package io.ordinal.repl;

import java.util.Map;
import java.util.function.Consumer;

/**
 * Output for people.
 *
 * @param out takes what a command answers, a line or several at a time
 * @param err takes notes, and what went wrong
 */
public record TextOutput(Consumer<String> out, Consumer<String> err) implements Output {
    @Override
    public void text(String text) {
        out.accept(text);
    }

    @Override
    public void object(Map<String, ?> fields) {
        // For machines; people have been told by text.
    }

    @Override
    public void note(String text) {
        err.accept(text);
    }

    @Override
    public void problem(ExitStatus status, String reason, String message) {
        err.accept(message);
    }
}
