package io.ordinal.simulator.world;

/**
 * How bad an ensemble is to its clients. All are shares of 1.
 *
 * @param unknownOutcomes of conditional writes whose outcome the writer is not told; some of them happen, some later
 * @param missedWatches of changes that a client is not told of
 * @param lateWatches of the others that it is told of only after seconds
 * @param staleReads of reads without sync that are answered by a server that is seconds behind
 */
public record ZooKeeperWeather(double unknownOutcomes, double missedWatches, double lateWatches, double staleReads) {
    public static final ZooKeeperWeather FINE = new ZooKeeperWeather(0, 0, 0, 0);

    public static ZooKeeperWeather bad(Chance chance) {
        return new ZooKeeperWeather(
                chance.between(0, 40) / 1_000.0,
                chance.between(0, 200) / 1_000.0,
                chance.between(0, 200) / 1_000.0,
                chance.between(0, 200) / 1_000.0);
    }
}
