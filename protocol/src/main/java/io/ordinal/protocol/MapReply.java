package io.ordinal.protocol;

import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.Registration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The cluster map (null before the first) and the present members as the answering node knows them. */
public record MapReply(@Nullable ClusterMap map, List<Registration> present) implements ClientReply {
    public MapReply {
        present = List.copyOf(present);
    }
}
