package io.ordinal.ring;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A ring that one node is being placed on: its tokens can be added and taken back, and every node's share is known at
 * any time. Nodes are numbers here, the newcomer is the highest. Not safe for threads.
 *
 * <p>A token of the newcomer within an arc gives it the part before the token, and whole arcs further back, up to
 * where the newcomer would no longer be among the next nodes. For each of them exactly one node leaves the replica
 * set, so that a join takes from others and never shifts data between them.
 */
final class DraftRing {
    /** A token cuts off at least this part of an arc at either side: slivers would be ranges that carry no load. */
    private static final double LEAST_PART = 0.1;

    private static final int NOBODY = -1;

    private final int newcomer;
    private final int replicas;
    private final int[] rackOf;
    private final ReplicaWalk walk;
    private final double[] weights;
    private final double[] shares;

    private int count;
    private final long[] tokens;
    private final int[] owners;
    private final int[] sets;
    /** Per place of {@link #sets}: how many tokens clockwise of the arc its node was found. */
    private final int[] foundAt;
    /** Per arc: whether its set has no two nodes of one rack. */
    private final boolean[] racksDistinct;
    /** Per arc: how many tokens decide its set. */
    private final int[] looked;

    private final int[] losers;
    private final double[] losses;
    private int loserCount;

    /**
     * @param ring what is there, and stays: at least as many nodes as it wants replicas
     * @param nodes those of {@code ring}, and the newcomer last
     * @param newTokens the most tokens that the newcomer will have at a time
     */
    DraftRing(Ring ring, List<RingNode> nodes, int newTokens) {
        int capacity = ring.virtualNodes().size() + newTokens;
        newcomer = nodes.size() - 1;
        replicas = Math.min(ring.replicationFactor(), newcomer);
        rackOf = Ring.rackNumbers(nodes);
        walk = new ReplicaWalk(replicas, rackOf);
        weights = nodes.stream().mapToDouble(RingNode::weight).toArray();
        shares = new double[nodes.size()];
        tokens = new long[capacity];
        owners = new int[capacity];
        sets = new int[capacity * replicas];
        foundAt = new int[capacity * replicas];
        racksDistinct = new boolean[capacity];
        looked = new int[capacity];
        losers = new int[nodes.size()];
        losses = new double[nodes.size()];
        Map<NodeId, Integer> numbers = new LinkedHashMap<>();
        nodes.forEach(node -> numbers.put(node.id(), numbers.size()));
        for (VirtualNode virtualNode : ring.virtualNodes()) {
            tokens[count] = virtualNode.token();
            owners[count++] = numbers.getOrDefault(virtualNode.node(), NOBODY);
        }
        measure();
    }

    /**
     * Finds the token, of all on the ring, by which the newcomer would make the shares most even.
     *
     * <p>Even means a small sum of share^2 / weight, plus {@code regularity} times the sum of arc^2. Within one arc that
     * is a parabola over the place of the token, so its lowest point is computed, not searched for.
     *
     * @param newcomerWeight what the newcomer weighs for now: less than in the end while it lacks tokens
     * @param regularity how much even arcs are worth against even shares
     */
    long bestToken(double newcomerWeight, double regularity) {
        weights[newcomer] = newcomerWeight;
        double bestChange = Double.POSITIVE_INFINITY;
        long bestToken = 0;
        for (int place = 0; place < count; place++) {
            double arc = sizeOf(place);
            loserCount = 0;
            double gain = gainBehind(place);
            int cutLoser = loserOf(place, 0);
            double part = 0.5;
            if (cutLoser != NOBODY) {
                double loserLoad = (shares[cutLoser] - lossOf(cutLoser)) / weights[cutLoser];
                double newcomerLoad = (shares[newcomer] + gain) / newcomerWeight;
                double lowest = (loserLoad - newcomerLoad + regularity * arc)
                        / (1 / newcomerWeight + 1 / weights[cutLoser] + 2 * regularity);
                part = Math.min(1 - LEAST_PART, Math.max(LEAST_PART, lowest / arc));
                addLoss(cutLoser, part * arc);
                gain += part * arc;
            }
            double change = change(newcomer, gain) - 2 * regularity * part * (1 - part) * arc * arc;
            for (int i = 0; i < loserCount; i++) {
                change += change(losers[i], -losses[i]);
            }
            if (change < bestChange) {
                long token = tokenWithin(place, part);
                if (token != tokens[place] && token != startOf(place)) {
                    bestChange = change;
                    bestToken = token;
                }
            }
        }
        if (bestChange == Double.POSITIVE_INFINITY) {
            throw new IllegalStateException("no arc of the ring is wide enough for another token");
        }
        return bestToken;
    }

    /** The middle of the widest arc, of the first of several. */
    long middleOfWidestArc() {
        int widest = 0;
        for (int place = 1; place < count; place++) {
            if (sizeOf(place) > sizeOf(widest)) {
                widest = place;
            }
        }
        return tokenWithin(widest, 0.5);
    }

    /** Gives {@code token} to the newcomer. */
    void add(long token) {
        int place = placeOf(token);
        System.arraycopy(tokens, place, tokens, place + 1, count - place);
        System.arraycopy(owners, place, owners, place + 1, count - place);
        tokens[place] = token;
        owners[place] = newcomer;
        count++;
        measure();
    }

    /** Takes {@code token} back. */
    void remove(long token) {
        int place = placeOf(token);
        count--;
        System.arraycopy(tokens, place + 1, tokens, place, count - place);
        System.arraycopy(owners, place + 1, owners, place, count - place);
        measure();
    }

    private double change(int node, double by) {
        return by * (2 * shares[node] + by) / weights[node];
    }

    /** What the newcomer gains of the arcs behind {@code place} by a token within the arc that ends there. */
    private double gainBehind(int place) {
        double gain = 0;
        int arc = place;
        for (int distance = 1; distance < count; distance++) {
            arc = arc == 0 ? count - 1 : arc - 1;
            if (looked[arc] <= distance) {
                break;
            }
            int loser = loserOf(arc, distance);
            if (loser != NOBODY) {
                double size = sizeOf(arc);
                gain += size;
                addLoss(loser, size);
            }
        }
        return gain;
    }

    /**
     * Who would leave the set of {@code arc} for the newcomer if it came just before the token {@code distance} places
     * on. Nobody if it is in already, or if it would come too late.
     */
    private int loserOf(int arc, int distance) {
        int first = arc * replicas;
        int last = first + replicas - 1;
        int ofItsRack = NOBODY;
        for (int i = last; i >= first; i--) {
            if (sets[i] == newcomer) {
                return NOBODY;
            }
            if (rackOf[sets[i]] == rackOf[newcomer]) {
                ofItsRack = i;
            }
        }
        boolean fitsAsLast = distance <= foundAt[last];
        if (ofItsRack == NOBODY) {
            return fitsAsLast ? sets[last] : NOBODY;
        }
        boolean isFirstOfItsRack = distance <= foundAt[ofItsRack];
        if (racksDistinct[arc]) {
            return isFirstOfItsRack ? sets[ofItsRack] : NOBODY;
        }
        // There are fewer racks than replicas: the last of the set is in only because nobody of a new rack is left.
        if (isFirstOfItsRack && foundAt[ofItsRack] > foundAt[last]) {
            return sets[ofItsRack];
        }
        return isFirstOfItsRack || fitsAsLast ? sets[last] : NOBODY;
    }

    private double lossOf(int node) {
        for (int i = 0; i < loserCount; i++) {
            if (losers[i] == node) {
                return losses[i];
            }
        }
        return 0;
    }

    private void addLoss(int node, double loss) {
        for (int i = 0; i < loserCount; i++) {
            if (losers[i] == node) {
                losses[i] += loss;
                return;
            }
        }
        losers[loserCount] = node;
        losses[loserCount++] = loss;
    }

    private void measure() {
        Arrays.fill(shares, 0);
        for (int place = 0; place < count; place++) {
            int from = place * replicas;
            walk.collect(owners, count, place, sets, from);
            looked[place] = walk.looked();
            racksDistinct[place] = walk.allRacksDistinct();
            double size = sizeOf(place);
            for (int i = 0; i < replicas; i++) {
                foundAt[from + i] = walk.foundAt(i);
                shares[sets[from + i]] += size;
            }
        }
    }

    private long startOf(int place) {
        return tokens[place == 0 ? count - 1 : place - 1];
    }

    private double sizeOf(int place) {
        return new TokenRange(startOf(place), tokens[place]).fraction();
    }

    private long tokenWithin(int place, double part) {
        return startOf(place) + ((long) Math.scalb(sizeOf(place) * part, 62) << 2);
    }

    private int placeOf(long token) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(tokens[middle], token) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
