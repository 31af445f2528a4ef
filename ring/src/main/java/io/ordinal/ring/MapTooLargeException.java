package io.ordinal.ring;

/**
 * A cluster map would not fit into its record in ZooKeeper. It was not written, and the same plan can never be: use
 * fewer virtual nodes, fewer nodes, or merge ranges.
 */
public final class MapTooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MapTooLargeException(String message) {
        super(message);
    }
}
