package io.ordinal.repl;

import io.ordinal.ring.Bytes;
import java.util.List;

/** What the cluster offers for completion. Must answer soon, with what it has. */
public interface LiveData {
    /** The ids of the nodes there are. */
    List<String> nodes();

    /** Some keys that begin so. */
    List<Bytes> keys(Bytes prefix);

    /** Files and folders whose path begins so; folders end with a slash. */
    List<String> files(String prefix);
}
