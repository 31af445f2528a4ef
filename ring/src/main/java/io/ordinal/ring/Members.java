package io.ordinal.ring;

import java.util.List;
import java.util.function.Consumer;

/** Who is present: the live registrations, and one's own. Safe for use by any thread. */
public interface Members {
    /** The registrations known here, sorted by node id. Never blocks. */
    List<Registration> present();

    /** Calls {@code listener} with the whole list at every change, and at once. A hint: states between may be skipped. */
    ClusterMapSource.Subscription subscribe(Consumer<List<Registration>> listener);

    /**
     * Registers {@code self} now and again after every lost session, until closed; closing removes the registration.
     * An ephemeral left by an earlier run of the same disk is replaced; one of another disk is waited for.
     */
    ClusterMapSource.Subscription announce(Registration self);
}
