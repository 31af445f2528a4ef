package io.ordinal.launcher.chaos;

import java.util.HashSet;
import java.util.Set;

/** Who suffers from a fault now: one at a time each. Safe for use by any thread. */
final class Victims {
    private final Set<String> taken = new HashSet<>();

    /** @return false if it suffers already */
    synchronized boolean take(String victim) {
        return taken.add(victim);
    }

    synchronized void release(String victim) {
        taken.remove(victim);
    }
}
