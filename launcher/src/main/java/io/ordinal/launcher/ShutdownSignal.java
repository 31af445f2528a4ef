package io.ordinal.launcher;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command run until the process is asked to end (Ctrl-C, SIGTERM), and the process wait until the command has
 * closed what it opened.
 */
final class ShutdownSignal implements AutoCloseable {
    private static final long CLOSE_SECONDS = 30;

    private final Thread command = Thread.currentThread();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile boolean starting = true;

    private ShutdownSignal() {}

    /**
     * Open it first and close it last, by try-with-resources around everything else, on the command's thread; around its
     * last words too, for the process may be gone as soon as it is closed.
     */
    static ShutdownSignal install() {
        ShutdownSignal signal = new ShutdownSignal();
        Runtime.getRuntime().addShutdownHook(new Thread(signal::onShutdown, "shutdown"));
        return signal;
    }

    /**
     * Returns when the process is to end. Until it is called a request to end interrupts the command's thread, so that
     * it does not go on waiting for what may never come.
     */
    void await() throws InterruptedException {
        starting = false;
        asked.await();
    }

    /** Ends the wait from inside, when there is nothing left to run. */
    void raise() {
        asked.countDown();
    }

    @Override
    public void close() {
        done.countDown();
    }

    private void onShutdown() {
        asked.countDown();
        if (starting) {
            command.interrupt();
        }
        try {
            if (!done.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("ordinal: not everything could be closed in time; the next start recovers");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
