package io.ordinal.rebalancer;

import io.ordinal.protocol.Effects;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.StoredMap;
import org.jspecify.annotations.Nullable;

/**
 * The one conversation with the map's store that is under way: a conditional write, or the read that finds out how one
 * ended. Never two at a time, so that no write of ours races another.
 */
final class MapExchange {
    /**
     * A conditional write.
     *
     * @param replaces what it was decided on; null for the first map
     * @param what what it changes, for people
     */
    record Attempt(ClusterMap next, @Nullable StoredMap replaces, String what) {
        boolean isIn(@Nullable StoredMap found) {
            return found != null && found.map().id().equals(next.id());
        }

        /** Whether {@code found} shows that the write did not happen so far; it may yet. */
        boolean isNotYetIn(@Nullable StoredMap found) {
            if (replaces == null || found == null) {
                return replaces == null && found == null;
            }
            return found.storeVersion() == replaces.storeVersion()
                    && found.map().id().equals(replaces.map().id());
        }

        /** The map as it is stored once this is written: store versions start at 0 and rise by one per write. */
        StoredMap stored() {
            return replaces == null
                    ? new StoredMap(next, 0, 0)
                    : new StoredMap(next, replaces.storeVersion() + 1, replaces.zxid());
        }
    }

    private static final long NONE = 0;

    private long lastTicket;
    private long writing = NONE;
    private long reading = NONE;
    private boolean readWanted;
    private long readNotBeforeNanos;

    boolean isIdle() {
        return writing == NONE && reading == NONE && !readWanted;
    }

    boolean isWriting() {
        return writing != NONE;
    }

    void write(Attempt attempt, Effects<? super RebalancerEffect> effects) {
        writing = ++lastTicket;
        StoredMap replaces = attempt.replaces();
        effects.add(
                replaces == null
                        ? new RebalancerEffect.CreateMap(writing, attempt.next())
                        : new RebalancerEffect.WriteMap(writing, replaces.storeVersion(), attempt.next()));
    }

    /** Takes the answer to a write; false if it is none that is waited for. */
    boolean writeEnded(long ticket) {
        boolean awaited = ticket == writing && writing != NONE;
        if (awaited) {
            writing = NONE;
        }
        return awaited;
    }

    void wantRead(long notBeforeNanos) {
        readWanted = true;
        readNotBeforeNanos = notBeforeNanos;
    }

    /** Whether a read is wanted and nothing stands in its way. */
    boolean readDue(long nowNanos) {
        return readWanted && writing == NONE && reading == NONE && nowNanos - readNotBeforeNanos >= 0;
    }

    void read(Effects<? super RebalancerEffect> effects) {
        readWanted = false;
        reading = ++lastTicket;
        effects.add(new RebalancerEffect.ReadBack(reading));
    }

    /** Takes the answer to a read; false if it is none that is waited for. */
    boolean readEnded(long ticket) {
        boolean awaited = ticket == reading && reading != NONE;
        if (awaited) {
            reading = NONE;
        }
        return awaited;
    }
}
