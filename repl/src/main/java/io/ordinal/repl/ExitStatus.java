package io.ordinal.repl;

/** How a command ended, and the exit code by which a script learns of it. The codes are part of the contract. */
public enum ExitStatus {
    OK(0, "it worked"),
    FAILED(1, "it was tried and did not work; it certainly changed nothing, or says what it changed"),
    USAGE(2, "the command line was wrong, nothing was tried"),
    NO_CLUSTER(3, "no cluster was found, or none could be reached"),
    UNKNOWN(4, "a write may have been applied, or not: read the key to find out"),
    NO(5, "the answer is no: the condition did not hold, or the key has no entry");

    private final int code;
    private final String meaning;

    ExitStatus(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    public int code() {
        return code;
    }

    public String meaning() {
        return meaning;
    }
}
