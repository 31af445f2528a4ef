package io.ordinal.rebalancer;

import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.KnownNode;
import io.ordinal.ring.Member;
import io.ordinal.ring.Move;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.Parent;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.Reign;
import io.ordinal.ring.Ring;
import io.ordinal.ring.RingPlan;
import io.ordinal.ring.Split;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** A cluster map in the making: everything that one write changes of its parent. */
final class Draft {
    private final ClusterMap parent;
    private final List<KnownNode> nodes;
    private final List<RangeAssignment> ranges;
    private final List<String> changes = new ArrayList<>();
    private final Map<RangeId, String> givenUp = new TreeMap<>();
    private Reign reign;
    private RingPlan plan;
    private long nextRangeId;

    Draft(ClusterMap parent) {
        this.parent = parent;
        this.nodes = new ArrayList<>(parent.nodes());
        this.ranges = new ArrayList<>(parent.ranges());
        this.reign = parent.reign();
        this.plan = parent.plan();
        this.nextRangeId = parent.nextRangeId();
    }

    ClusterMap parent() {
        return parent;
    }

    /** The ranges as they would be, in the order of their tokens. */
    List<RangeAssignment> ranges() {
        return List.copyOf(ranges);
    }

    Optional<RangeAssignment> range(RangeId id) {
        return ranges.stream().filter(range -> range.id().equals(id)).findFirst();
    }

    void replace(int index, RangeAssignment next) {
        ranges.set(index, next);
    }

    /** Replaces the range of that id. */
    void replace(RangeAssignment next) {
        ranges.replaceAll(range -> range.id().equals(next.id()) ? next : range);
    }

    /** Makes two ranges of one whose log ends at {@code seal}. */
    void split(RangeAssignment range, Split split, Parent seal) {
        ranges.removeIf(one -> one.id().equals(range.id()));
        ranges.add(range.child(new RangeId(nextRangeId), split.first(range.tokens()), seal));
        ranges.add(range.child(new RangeId(nextRangeId + 1), split.second(range.tokens()), seal));
        nextRangeId += 2;
        sort();
    }

    /** Makes one range of two neighbours whose logs end at {@code seals}. */
    void merge(RangeAssignment range, RangeAssignment next, List<Parent> seals) {
        ranges.removeIf(one -> one.id().equals(range.id()) || one.id().equals(next.id()));
        ranges.add(range.joinedBy(next, new RangeId(nextRangeId), seals));
        nextRangeId++;
        sort();
    }

    private void sort() {
        ranges.sort((a, b) ->
                Long.compareUnsigned(a.tokens().endInclusive(), b.tokens().endInclusive()));
    }

    /** The nodes as they would be, in the order of their ids. */
    List<KnownNode> nodes() {
        return List.copyOf(nodes);
    }

    Optional<KnownNode> node(NodeId id) {
        return nodes.stream().filter(node -> node.member().node().equals(id)).findFirst();
    }

    /** Remembers a node, in the place of what was known under its id. */
    void know(KnownNode node) {
        nodes.removeIf(known -> known.member().node().equals(node.member().node()));
        nodes.add(node);
        nodes.sort(Comparator.comparing(known -> known.member().node()));
    }

    RingPlan plan() {
        return plan;
    }

    void plan(RingPlan next) {
        plan = next;
    }

    /** The ring as it would be; empty if the map has none. */
    Optional<Ring> ring() {
        return plan.ring(parent.replicationFactor(), nodes);
    }

    /** A number for a move that no other has. */
    long takeMoveId() {
        long id = plan.nextMoveId();
        plan = plan.withNextMoveId(id + 1);
        return id;
    }

    void takeOffice(Reign next) {
        reign = next;
    }

    /** Says, for people, what was changed. A draft that nothing was said of is not written. */
    void changed(String what) {
        changes.add(what);
    }

    /** Gives up a range's move. */
    void giveUp(int index, String why) {
        RangeAssignment range = ranges.get(index);
        ranges.set(index, range.staying());
        givenUp.put(range.id(), why);
    }

    /** Why each move is given up that is, by its range. */
    Map<RangeId, String> givenUp() {
        return givenUp;
    }

    boolean isEmpty() {
        return changes.isEmpty();
    }

    String changes() {
        return String.join("; ", changes);
    }

    /**
     * The finished map.
     *
     * @throws IllegalStateException if it breaks a rule of succession: that is a defect, and must not be written
     */
    ClusterMap finish(UUID id) {
        Map<RangeId, RangeAssignment> before = new HashMap<>();
        parent.ranges().forEach(range -> before.put(range.id(), range));
        for (RangeAssignment range : ranges) {
            RangeAssignment old = before.get(range.id());
            if (old != null) {
                check(old, range);
            } else {
                checkBirth(before, range);
            }
        }
        return new ClusterMap(
                parent.cluster(),
                parent.version() + 1,
                id,
                parent.id(),
                reign,
                parent.replicationFactor(),
                nodes,
                ranges,
                nextRangeId,
                plan);
    }

    /**
     * A range's entry changes its leader with its epoch; begins or gives up a move; turns its move into a change of
     * members, in the next epoch, with the old members as previous ones; prefers another order of its members; or clears
     * its previous members or its parents. One that is being split or merged begins another epoch if it is not
     * after all. While it has previous members nothing else but its leader changes.
     */
    private static void check(RangeAssignment before, RangeAssignment after) {
        boolean samePlace = before.id().equals(after.id()) && before.tokens().equals(after.tokens());
        boolean sameVoters = Set.copyOf(before.members()).equals(Set.copyOf(after.members()))
                && (before.previous().equals(after.previous())
                        || after.previous().isEmpty());
        boolean isUnsealed =
                before.reshape() == null || before.reshape().equals(after.reshape()) || after.epoch() > before.epoch();
        boolean isBorn =
                before.parents().equals(after.parents()) || after.parents().isEmpty();
        boolean sameReign =
                before.epoch() == after.epoch() && before.leaderIfAny().equals(after.leaderIfAny());
        boolean mayChange = sameVoters || isCommitted(before, after);
        if (!samePlace || !mayChange || !isUnsealed || !isBorn || (!sameReign && after.epoch() <= before.epoch())) {
            throw new IllegalStateException("no legal step of a range: from " + before + " to " + after);
        }
    }

    /**
     * A new range is a part of one that was sealed in its present epoch, or the whole of two such ones, with the same
     * members, in a higher epoch.
     */
    private static void checkBirth(Map<RangeId, RangeAssignment> before, RangeAssignment born) {
        List<RangeAssignment> parents = born.parents().stream()
                .filter(parent -> before.containsKey(parent.id()))
                .filter(parent -> before.get(parent.id()).epoch() == parent.epoch())
                .map(parent -> before.get(parent.id()))
                .toList();
        boolean areSealed = parents.size() == born.parents().size()
                && parents.stream()
                        .allMatch(old -> old.reshape() != null
                                && born.epoch() > old.epoch()
                                && Seals.haveSameMembers(old, born));
        if (!areSealed || !(isPart(parents, born) || isWhole(parents, born))) {
            throw new IllegalStateException("no legal birth of a range: " + born);
        }
    }

    private static boolean isPart(List<RangeAssignment> parents, RangeAssignment born) {
        return parents.size() == 1 && parents.get(0).tokens().covers(born.tokens());
    }

    private static boolean isWhole(List<RangeAssignment> parents, RangeAssignment born) {
        return parents.size() == 2
                && parents.get(0).tokens().endInclusive()
                        == parents.get(1).tokens().startExclusive()
                && born.tokens().startExclusive() == parents.get(0).tokens().startExclusive()
                && born.tokens().endInclusive() == parents.get(1).tokens().endInclusive();
    }

    private static boolean isCommitted(RangeAssignment before, RangeAssignment after) {
        Move move = before.move();
        if (move == null || !after.previous().equals(before.members()) || after.epoch() <= before.epoch()) {
            return false;
        }
        Set<Member> expected = new HashSet<>(before.members());
        expected.remove(move.leaving());
        expected.add(move.target());
        return expected.equals(Set.copyOf(after.members()));
    }
}
