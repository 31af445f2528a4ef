package io.ordinal.repl;

/** Something that can be typed. Stateless. */
public interface Command {
    /** How it is written, and what it does. */
    CommandSpec spec();

    /**
     * Does it, and says to the session's output how it went.
     *
     * @throws SyntaxException if an argument makes no sense; nothing was tried
     * @throws CommandFailedException if it did not work
     */
    ExitStatus run(Invocation invocation, Session session);
}
