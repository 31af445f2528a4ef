package io.ordinal.node;

/** Checks what must always hold. A broken invariant stops the node: going on could lose data. */
final class Invariant {
    private Invariant() {}

    static void holds(boolean condition, String what) {
        if (!condition) {
            throw new Broken(what);
        }
    }

    static void holds(boolean condition, String what, Object first, Object second) {
        if (!condition) {
            throw new Broken(what + ": " + first + ", " + second);
        }
    }

    /** Thrown when an invariant does not hold; caught in {@link NodeCore} alone. */
    static final class Broken extends IllegalStateException {
        private static final long serialVersionUID = 1;

        Broken(String what) {
            super(what);
        }
    }
}
