package io.ordinal.protocol;

import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.Registration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the answering node knows of the cluster.
 *
 * @param map null if it knows none that is newer than the one that the asker has
 */
public record MapReply(@Nullable ClusterMap map, List<Registration> present) implements ClientReply {
    /** The answer to {@code request}. */
    public static MapReply to(MapRequest request, @Nullable ClusterMap map, List<Registration> present) {
        boolean isNews = map != null && map.version() > request.knownVersion();
        return new MapReply(isNews ? map : null, present);
    }

    public MapReply {
        present = List.copyOf(present);
    }
}
