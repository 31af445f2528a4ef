package io.ordinal.ring;

import java.util.Optional;
import java.util.function.Consumer;

/** Where the cluster map is learned. Safe for use by any thread. */
public interface ClusterMapSource {
    /** The newest map known here, or empty before the first was read. Never blocks. */
    Optional<StoredMap> current();

    /**
     * Calls {@code listener} with every newer map, and at once with the current one if there is any. A notification is
     * a hint: maps between may be skipped. The listener must not block.
     *
     * @return closing it ends the subscription
     */
    Subscription subscribe(Consumer<StoredMap> listener);

    /** Ends a subscription; closing twice does nothing. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
