package io.ordinal.launcher.load;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Says what is asked next. Called from several threads at once. */
@FunctionalInterface
public interface Work {
    /**
     * The next thing to ask, or null if there is nothing more.
     *
     * @param random belongs to the caller
     */
    @Nullable
    Ask next(SplittableRandom random);

    /** The same, and after so many nothing more. */
    default Work atMost(long operations) {
        AtomicLong left = new AtomicLong(operations);
        return random -> left.getAndDecrement() > 0 ? next(random) : null;
    }
}
