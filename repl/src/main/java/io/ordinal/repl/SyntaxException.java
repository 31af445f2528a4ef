package io.ordinal.repl;

/** A command line that says nothing: nothing was tried. The message says what is wrong and what to write instead. */
public final class SyntaxException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public SyntaxException(String message) {
        super(message);
    }
}
