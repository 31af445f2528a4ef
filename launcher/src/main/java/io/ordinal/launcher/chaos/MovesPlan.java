package io.ordinal.launcher.chaos;

import java.time.Duration;

/**
 * How the coming and going of nodes is measured.
 *
 * @param nodes at the beginning, and again at the end
 * @param keys that are loaded before
 * @param valueBytes of each value
 * @param perSecond how many operations begin each second all the while
 */
public record MovesPlan(int nodes, int keys, int valueBytes, double perSecond) {
    private static final int LEAST_NODES = 3;
    private static final int MOST_NODES = 7;
    private static final int LEAST_KEYS = 1_000;
    private static final int MOST_KEYS = 10_000_000;
    private static final int MOST_VALUE_BYTES = 100_000;
    private static final int MOST_PER_SECOND = 100_000;
    private static final Duration LEAST_PATIENCE = Duration.ofMinutes(5);
    private static final int KEYS_PER_SECOND = 1_000;

    public MovesPlan {
        check("nodes", nodes, LEAST_NODES, MOST_NODES);
        check("keys", keys, LEAST_KEYS, MOST_KEYS);
        check("bytes in a value", valueBytes, LoadedKeys.LEAST_VALUE_BYTES, MOST_VALUE_BYTES);
        if (!(perSecond >= 1 && perSecond <= MOST_PER_SECOND)) {
            throw new IllegalArgumentException(
                    "1 to " + MOST_PER_SECOND + " operations begin each second, not " + perSecond);
        }
    }

    /** How long a node's coming or going may take. */
    Duration patience() {
        return LEAST_PATIENCE.plusSeconds(keys / KEYS_PER_SECOND);
    }

    private static void check(String what, int count, int least, int most) {
        if (count < least || count > most) {
            throw new IllegalArgumentException(
                    "moves are measured with " + least + " to " + most + " " + what + ", not " + count);
        }
    }
}
