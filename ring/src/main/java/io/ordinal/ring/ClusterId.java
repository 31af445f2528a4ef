package io.ordinal.ring;

import java.util.UUID;

/** Made once with a cluster's first record in ZooKeeper; a node of another cluster is refused. */
public record ClusterId(UUID uuid) {
    @Override
    public String toString() {
        return uuid.toString();
    }
}
