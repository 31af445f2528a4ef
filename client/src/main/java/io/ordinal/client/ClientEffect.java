package io.ordinal.client;

import io.ordinal.protocol.ClientRequest;
import io.ordinal.ring.Address;
import java.util.function.Consumer;

/** What a {@link ClientCore} asks for. */
public sealed interface ClientEffect {
    /**
     * Send this, connecting first if need be. Exactly one {@link ClientEvent.Answered} or {@link ClientEvent.Broken}
     * is expected for the call; without either the core goes on after a while, and hears a late answer too.
     */
    record Send(Call call, Address to, ClientRequest request) implements ClientEffect {}

    /** Nobody listens at this address any more as far as is known: its connection may go. */
    record Disconnect(Address address) implements ClientEffect {}

    /** The cluster is seen differently from now on. */
    record ViewChanged(ClusterView view) implements ClientEffect {}

    /** Tell a caller how its operation ended. */
    record Ended<O>(Consumer<O> to, O outcome) implements ClientEffect {
        /** Hands the outcome over. For the shell. */
        public void tell() {
            to.accept(outcome);
        }
    }
}
