package io.ordinal.node;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The bytes of log records that were sent to one peer and not acknowledged, over all ranges. At the bound the streams
 * that have more to send take turns, a message each, in the order in which they asked: none can keep the others out.
 */
final class SendWindow {
    private final long maxBytes;
    private final Map<FollowerStream, Runnable> waiting = new LinkedHashMap<>();
    private long bytes;

    SendWindow(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * Whether a stream may send a message now; if not, it waits for its turn.
     *
     * @param whenNext is run when it should ask again
     */
    boolean admits(FollowerStream stream, Runnable whenNext) {
        boolean isNext = waiting.isEmpty() || waiting.keySet().iterator().next() == stream;
        if (!isNext || bytes >= maxBytes) {
            waiting.putIfAbsent(stream, whenNext);
            return false;
        }
        leave(stream);
        return true;
    }

    /** A stream has nothing to send any more: it loses its turn. */
    void leave(FollowerStream stream) {
        if (waiting.remove(stream) != null) {
            wakeNext();
        }
    }

    void sent(long more) {
        bytes += more;
    }

    /** So many bytes are acknowledged, or count as lost. */
    void released(long fewer) {
        bytes -= fewer;
        if (fewer > 0) {
            wakeNext();
        }
    }

    long bytes() {
        return bytes;
    }

    private void wakeNext() {
        if (bytes < maxBytes && !waiting.isEmpty()) {
            waiting.values().iterator().next().run();
        }
    }
}
