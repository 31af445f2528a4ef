package io.ordinal.launcher.load;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Operations that are being asked for. Its methods are for one thread at a time. */
public interface Load extends AutoCloseable {
    /** What ended since the last call, or since the start. */
    Interval takeInterval();

    /** Completes, on some other thread, when the work is done or nothing is asked any more. */
    CompletableFuture<?> idle();

    /** Why the first operation failed that did; null if none has. */
    @Nullable
    String firstTrouble();

    /** Asks for nothing more, and waits until everything under way has ended. */
    @Override
    void close();
}
