package io.ordinal.faults.tcp;

import java.io.IOException;
import java.io.InterruptedIOException;

/** What bytes of one direction pass, or wait at while it is shut. Safe for use by any thread. */
final class Gate {
    private boolean shut;
    private boolean broken;

    synchronized void shut() {
        shut = true;
    }

    synchronized void open() {
        shut = false;
        broken = false;
        notifyAll();
    }

    /** What waits now, or comes later, is lost with its connection. */
    synchronized void breakUp() {
        broken = true;
        notifyAll();
    }

    /** @throws IOException if the connection broke meanwhile */
    synchronized void pass() throws IOException {
        while (shut && !broken) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted at a shut gate");
            }
        }
        if (broken) {
            throw new IOException("the connection was cut");
        }
    }
}
