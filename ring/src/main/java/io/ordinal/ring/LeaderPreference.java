package io.ordinal.ring;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Chooses, for each arc of a ring, who of its holders should lead it, so that every node leads its share.
 * Deterministic.
 *
 * <p>Who leads is free, whoever owns the token. At first the owner does, which most arcs keep, so that a join changes
 * few preferences. Then preferences are handed on as long as that makes the shares more even: from a leader to another
 * holder, and from that one on to a holder of another arc, which is how two nodes trade a wide arc for a narrow one and
 * how load passes between nodes that share no arc. What must become small is the sum of share^2 / weight.
 */
public final class LeaderPreference {
    /** Each step makes the sum smaller by more than rounding could. */
    private static final double LEAST_GAIN = 1e-12;

    private final List<ReplicaSet> sets;
    private final double[] sizes;
    private final int[][] holders;
    private final double[] weights;
    private final double[] shares;
    /** Per arc: the place of the leader in its holders. */
    private final int[] leaders;

    private final List<List<Integer>> ledBy = new ArrayList<>();

    private LeaderPreference(Ring ring) {
        sets = ring.replicaSets();
        sizes = sets.stream().mapToDouble(set -> set.range().fraction()).toArray();
        Map<NodeId, Integer> numbers = new LinkedHashMap<>();
        ring.nodes().forEach(node -> numbers.put(node.id(), numbers.size()));
        holders = sets.stream()
                .map(set -> set.nodes().stream()
                        .mapToInt(node -> numbers.getOrDefault(node, -1))
                        .toArray())
                .toArray(int[][]::new);
        weights = ring.nodes().stream().mapToDouble(RingNode::weight).toArray();
        shares = new double[weights.length];
        leaders = new int[sizes.length];
        ring.nodes().forEach(node -> ledBy.add(new ArrayList<>()));
        for (int arc = 0; arc < sizes.length; arc++) {
            shares[holders[arc][0]] += sizes[arc];
            ledBy.get(holders[arc][0]).add(arc);
        }
    }

    /** The replica sets of {@code ring}, each with its preferred leader first and then the others clockwise. */
    public static List<ReplicaSet> of(Ring ring) {
        LeaderPreference preference = new LeaderPreference(ring);
        preference.balance();
        return preference.ordered();
    }

    private void balance() {
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int node = 0; node < weights.length; node++) {
                while (handOnBest(node)) {
                    changed = true;
                }
            }
        }
    }

    /** Makes the best of all changes that begin with an arc that {@code giver} leads. */
    private boolean handOnBest(int giver) {
        double best = -LEAST_GAIN;
        List<Step> steps = List.of();
        for (int arc : ledBy.get(giver)) {
            for (int place = 0; place < holders[arc].length; place++) {
                int taker = holders[arc][place];
                if (taker == giver) {
                    continue;
                }
                double given = change(giver, -sizes[arc]);
                double direct = given + change(taker, sizes[arc]);
                if (direct < best) {
                    best = direct;
                    steps = List.of(new Step(arc, place));
                }
                for (int next : ledBy.get(taker)) {
                    for (int nextPlace = 0; nextPlace < holders[next].length; nextPlace++) {
                        int last = holders[next][nextPlace];
                        if (last == taker) {
                            continue;
                        }
                        double kept = change(taker, sizes[arc] - sizes[next]);
                        double chained = last == giver
                                ? change(giver, sizes[next] - sizes[arc]) + kept
                                : given + kept + change(last, sizes[next]);
                        if (chained < best) {
                            best = chained;
                            steps = List.of(new Step(arc, place), new Step(next, nextPlace));
                        }
                    }
                }
            }
        }
        steps.forEach(this::take);
        return !steps.isEmpty();
    }

    /** The holder at {@code place} becomes leader of {@code arc}. */
    private record Step(int arc, int place) {}

    private void take(Step step) {
        int arc = step.arc();
        int before = holders[arc][leaders[arc]];
        int after = holders[arc][step.place()];
        shares[before] -= sizes[arc];
        shares[after] += sizes[arc];
        ledBy.get(before).remove(Integer.valueOf(arc));
        ledBy.get(after).add(arc);
        leaders[arc] = step.place();
    }

    private double change(int node, double by) {
        return by * (2 * shares[node] + by) / weights[node];
    }

    private List<ReplicaSet> ordered() {
        List<ReplicaSet> ordered = new ArrayList<>(sets.size());
        for (int arc = 0; arc < leaders.length; arc++) {
            List<NodeId> nodes = new ArrayList<>(sets.get(arc).nodes());
            nodes.add(0, nodes.remove(leaders[arc]));
            ordered.add(new ReplicaSet(sets.get(arc).range(), nodes));
        }
        return List.copyOf(ordered);
    }
}
