package io.ordinal.node;

import io.ordinal.ring.NodeId;
import org.jspecify.annotations.Nullable;

/** What a replica is at the moment. {@link Replica} alone changes it, and lists the legal transitions. */
sealed interface Role permits Following, TakingOver, Leading {
    /** The epoch this role belongs to; 0 while following nobody yet. */
    long epoch();

    /** As it is shown in the status. */
    String shown();

    /** Whoever leads, as far as is known. */
    @Nullable
    NodeId leader();
}
