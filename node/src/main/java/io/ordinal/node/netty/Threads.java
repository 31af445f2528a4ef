package io.ordinal.node.netty;

/** Waiting for threads to end. */
final class Threads {
    private Threads() {}

    /** Waits for {@code thread}, unless it is the current one. An interruption ends the waiting and stays noted. */
    static void join(Thread thread) {
        if (thread == Thread.currentThread()) {
            return;
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
