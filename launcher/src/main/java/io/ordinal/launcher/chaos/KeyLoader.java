package io.ordinal.launcher.chaos;

import io.ordinal.client.OrdinalClient;
import io.ordinal.launcher.load.Ask;
import io.ordinal.launcher.load.ClosedLoop;
import io.ordinal.launcher.load.Ending;
import io.ordinal.launcher.load.Load;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Puts each key once, many at a time. */
final class KeyLoader {
    private static final int UNDER_WAY = 512;
    private static final long SEED = 42;
    private static final long SAY_SECONDS = 5;

    private KeyLoader() {}

    /**
     * Returns when all are there.
     *
     * @throws ChaosFailedException if one could not be put
     */
    static void load(OrdinalClient client, LoadedKeys keys, Log log) throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        long loaded = 0;
        try (Load load = ClosedLoop.start(
                List.of(client),
                UNDER_WAY,
                random -> {
                    int key = next.getAndIncrement();
                    return key < keys.count() ? new Ask.Put(keys.key(key), keys.value(key, 1)) : null;
                },
                OrdinalClient.DEFAULT_DEADLINE,
                SEED)) {
            boolean idle = false;
            while (!idle) {
                idle = awaitIdle(load);
                loaded += load.takeInterval().count(Ending.APPLIED);
                log.say("%,d of %,d keys are loaded", loaded, keys.count());
            }
            if (loaded < keys.count()) {
                throw new ChaosFailedException(
                        (keys.count() - loaded) + " keys could not be loaded; the first: " + load.firstTrouble());
            }
        }
    }

    private static boolean awaitIdle(Load load) throws InterruptedException {
        try {
            load.idle().get(SAY_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new ChaosFailedException("the loading itself failed: " + e.getCause(), e);
        }
    }
}
