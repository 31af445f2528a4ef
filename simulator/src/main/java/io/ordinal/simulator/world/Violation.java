package io.ordinal.simulator.world;

import java.io.Serial;
import java.util.function.Supplier;

/** A promise of the store was broken: the run ends here, and its seed is printed. */
public final class Violation extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    public Violation(String what) {
        super(what);
    }

    public Violation(String what, Throwable cause) {
        super(what, cause);
    }

    public static void unless(boolean holds, Supplier<String> what) {
        if (!holds) {
            throw new Violation(what.get());
        }
    }
}
