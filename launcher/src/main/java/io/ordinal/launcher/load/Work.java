package io.ordinal.launcher.load;

import java.util.SplittableRandom;
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
}
