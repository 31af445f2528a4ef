package io.ordinal.ring;

/**
 * The one conversation with the store of a record that is under way: a conditional write, or the read that finds out how
 * one ended. Never two at a time, so that no write of ours races another. Pure: it hands out the tickets that effects
 * carry, and tells which answers are still waited for. Confined to one thread.
 */
public final class StoreExchange {
    private static final long NONE = 0;

    private long lastTicket;
    private long writing = NONE;
    private long reading = NONE;
    private boolean readWanted;
    private long readNotBeforeNanos;

    public boolean isIdle() {
        return writing == NONE && reading == NONE && !readWanted;
    }

    public boolean isWriting() {
        return writing != NONE;
    }

    /** A write is sent. Returns its ticket. */
    public long beginWrite() {
        writing = ++lastTicket;
        return writing;
    }

    /** Takes the answer to a write; false if it is none that is waited for. */
    public boolean writeEnded(long ticket) {
        boolean awaited = ticket == writing && writing != NONE;
        if (awaited) {
            writing = NONE;
        }
        return awaited;
    }

    public void wantRead(long notBeforeNanos) {
        readWanted = true;
        readNotBeforeNanos = notBeforeNanos;
    }

    /** Whether a read is wanted and nothing stands in its way. */
    public boolean readDue(long nowNanos) {
        return readWanted && writing == NONE && reading == NONE && nowNanos - readNotBeforeNanos >= 0;
    }

    /** A read is sent. Returns its ticket. */
    public long beginRead() {
        readWanted = false;
        reading = ++lastTicket;
        return reading;
    }

    /** Takes the answer to a read; false if it is none that is waited for. */
    public boolean readEnded(long ticket) {
        boolean awaited = ticket == reading && reading != NONE;
        if (awaited) {
            reading = NONE;
        }
        return awaited;
    }
}
