package io.ordinal.ring;

import java.util.List;
import java.util.UUID;

/**
 * The one record that says, per range, who its members are, who leads it and in which epoch. Immutable; only the
 * rebalancer in office writes a successor.
 *
 * @param version one more than the parent's
 * @param id random, so that a writer whose connection broke knows its own map when it reads back
 * @param parentId the id of the map this one was derived from
 * @param nodes every node that was ever given a part and not removed, sorted by node id
 * @param ranges sorted by end token (unsigned); together they cover the ring exactly once
 * @param nextRangeId the lowest number that no range ever had
 */
public record ClusterMap(
        ClusterId cluster,
        long version,
        UUID id,
        UUID parentId,
        Reign reign,
        int replicationFactor,
        List<KnownNode> nodes,
        List<RangeAssignment> ranges,
        long nextRangeId) {
    public ClusterMap {
        nodes = List.copyOf(nodes);
        ranges = List.copyOf(ranges);
        for (int i = 0; i < ranges.size(); i++) {
            TokenRange range = ranges.get(i).tokens();
            TokenRange before = ranges.get(i == 0 ? ranges.size() - 1 : i - 1).tokens();
            if (range.startExclusive() != before.endInclusive()) {
                throw new IllegalArgumentException("ranges " + before + " and " + range + " are no neighbours");
            }
            if (i > 0 && Long.compareUnsigned(before.endInclusive(), range.endInclusive()) >= 0) {
                throw new IllegalArgumentException("range " + range + " is not sorted after " + before);
            }
        }
        if (ranges.isEmpty()) {
            throw new IllegalArgumentException("a cluster map has at least one range");
        }
    }

    /** The range that {@code token} belongs to; logarithmic in the number of ranges. */
    public RangeAssignment rangeOf(long token) {
        int low = 0;
        int high = ranges.size() - 1;
        if (Long.compareUnsigned(token, ranges.get(high).tokens().endInclusive()) > 0) {
            return ranges.get(0);
        }
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(ranges.get(middle).tokens().endInclusive(), token) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return ranges.get(low);
    }
}
