package io.ordinal.simulator.world;

import io.ordinal.ring.CasOutcome;
import java.util.Optional;

/** One znode whose content is replaced by compare-and-set. */
final class ZooKeeperRecord<T> {
    private Optional<Stamped<T>> current = Optional.empty();

    Optional<Stamped<T>> current() {
        return current;
    }

    /** Replaces the value read as {@code expectedVersion}; -1 stands for "there is none yet". */
    CasOutcome compareAndSet(int expectedVersion, T next, long zxid) {
        int version = current.map(Stamped::version).orElse(-1);
        if (version != expectedVersion) {
            return CasOutcome.CONFLICT;
        }
        current = Optional.of(new Stamped<>(next, version + 1, zxid));
        return CasOutcome.WRITTEN;
    }

    /** A value as it was read. */
    record Stamped<T>(T value, int version, long zxid) {}
}
