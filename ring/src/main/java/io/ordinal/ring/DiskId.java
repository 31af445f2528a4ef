package io.ordinal.ring;

import java.util.UUID;

/** Made once with a data folder. The same node id with another disk id is another member: it remembers no promise. */
public record DiskId(UUID uuid) {
    @Override
    public String toString() {
        return uuid.toString();
    }
}
