package io.ordinal.node;

import io.ordinal.protocol.Position;
import io.ordinal.protocol.RetryRecord;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.Member;
import io.ordinal.ring.Parent;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.RangeId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which ranges this node holds, and what becomes of them as maps come: a replica is made where the map gives the node a part,
 * dropped where it does not any more, and divided among those that were made of its range.
 */
final class Holdings {
    private final Member self;
    private final NodeTimes times;
    private final NodeLimits limits;
    private final Turn turn;
    private final GrantDesk grants;
    private final Flow flow;
    private final CopyPace copyPace;
    private final SortedMap<RangeId, Replica> replicas;
    private final List<Replica> touched;
    private final long startNanos;
    private final Suspicion suspicion;
    private final Estates estates;
    private final Unplaced unplaced;
    private final Clearing clearing;
    private @Nullable ClusterMap map;
    private boolean isNewest;
    private long highestTenure;

    /**
     * @param replicas of all ranges that have one; kept up to date here
     * @param touched see {@link Replica}
     */
    Holdings(
            Member self,
            NodeTimes times,
            NodeLimits limits,
            Turn turn,
            Recovery recovery,
            Function<RangeId, List<RetryRecord>> retriesInTable,
            GrantDesk grants,
            Flow flow,
            CopyPace copyPace,
            SortedMap<RangeId, Replica> replicas,
            List<Replica> touched,
            long startNanos) {
        this.self = self;
        this.times = times;
        this.limits = limits;
        this.turn = turn;
        this.grants = grants;
        this.flow = flow;
        this.copyPace = copyPace;
        this.replicas = replicas;
        this.touched = touched;
        this.startNanos = startNanos;
        this.unplaced = new Unplaced(recovery, retriesInTable, limits.retries(), turn);
        this.highestTenure = recovery.highestTenure();
        this.suspicion = new Suspicion(recovery.trust(), turn);
        this.estates = new Estates(turn, flow, limits.retries(), this::inherited);
        this.clearing = new Clearing(self, turn, replicas, unplaced, estates, recovery.inTableAlone());
    }

    /** @param newest false for a map that is older than one that this node has seen: it makes no replicas, and drops none */
    void take(ClusterMap now, boolean newest) {
        map = now;
        isNewest = newest;
        if (isNewest) {
            clearing.whatNobodyKnows(now);
            goneFrom(now);
        }
        for (RangeAssignment assignment : now.ranges()) {
            assign(assignment);
        }
        flow.ranges(replicas.size());
        suspicion.mapTaken();
    }

    /** Ranges that the map gives to this node as a child of others, and that it cannot make: it lacks the end of a parent. */
    List<RangeId> lacking() {
        if (map == null) {
            return List.of();
        }
        return map.ranges().stream()
                .filter(range -> !range.parents().isEmpty() && range.concerns(self))
                .map(RangeAssignment::id)
                .filter(range -> !replicas.containsKey(range) && !estates.isAwaited(range))
                .toList();
    }

    void tick() {
        estates.tick();
    }

    /** What replay needs of all ranges. */
    List<JournalRecord> state() {
        List<JournalRecord> state = new ArrayList<>();
        unplaced.all().forEach(range -> state.addAll(range.state()));
        replicas.values().forEach(replica -> state.addAll(replica.durable().state()));
        state.addAll(estates.state());
        return state;
    }

    /** The journal is to be trimmed: what it is kept for may be in the table for good. */
    void settle() {
        List<DurableRange> held = new ArrayList<>(unplaced.all());
        replicas.values().forEach(replica -> held.add(replica.durable()));
        estates.settle(held);
    }

    private long version() {
        return map == null ? 0 : map.version();
    }

    private void assign(RangeAssignment assignment) {
        Replica replica = replicas.get(assignment.id());
        boolean isConcerned = assignment.concerns(self);
        if (estates.isAwaited(assignment.id())) {
            return; // it is assigned when it is there
        }
        if (!isConcerned && isNewest) {
            drop(assignment);
            return;
        }
        // While its parents are named only who has adopted what was theirs is a member that may vote. What a restart
        // goes on with comes first: it writes what was there before into the same tokens.
        boolean mayBeMade = isNewest
                && assignment.parents().isEmpty()
                && estates.tokensOfHeirs().noneMatch(assignment.tokens()::overlaps);
        if (replica == null && isConcerned && (mayBeMade || unplaced.mayGoOn(assignment.id()))) {
            replica = create(assignment);
            replicas.put(assignment.id(), replica);
        }
        if (replica != null) {
            replica.assigned(assignment, version());
        } else if (isConcerned) {
            noteSuspicion(assignment);
        }
    }

    /** A range that cannot be made now is as suspect, when it is made later, as it would be now. */
    private void noteSuspicion(RangeAssignment assignment) {
        DurableRange durable = unplaced.getOrNew(assignment.id());
        suspicion.beforePlacing(durable, assignment);
        if (durable.isSuspect()) {
            unplaced.put(durable);
        }
    }

    // ---- ranges that others were made of

    /** Ranges that the map does not have any more were split or merged: what is here of them goes to those made of them. */
    private void goneFrom(ClusterMap now) {
        Set<RangeId> there = new HashSet<>();
        now.ranges().forEach(range -> there.add(range.id()));
        SortedMap<RangeId, Legacy> gone = new TreeMap<>();
        for (RangeId range : List.copyOf(replicas.keySet())) {
            if (!there.contains(range)) {
                Replica replica = replicas.remove(range);
                touched.remove(replica);
                gone.put(range, replica.retire());
            }
        }
        for (DurableRange durable : List.copyOf(unplaced.all())) {
            if (!there.contains(durable.range()) && durable.isHeld()) {
                gone.put(durable.range(), unplaced.takeLegacy(durable));
                unplaced.remove(durable.range());
            }
        }
        List<DurableRange> childless = new ArrayList<>();
        while (!gone.isEmpty()) {
            List<RangeAssignment> children = Parentage.childrenOf(gone.firstKey(), now.ranges());
            if (children.isEmpty()) {
                childless.add(gone.remove(gone.firstKey()).durable());
            } else {
                divide(gone, children);
            }
        }
        childless.forEach(clearing::forget); // when it is known whose its entries may be
    }

    /** Takes the children's parents out of {@code gone}: to make the children of them, or to wait if that cannot be. */
    private void divide(SortedMap<RangeId, Legacy> gone, List<RangeAssignment> children) {
        List<Parent> parents = children.get(0).parents();
        List<Legacy> legacies = new ArrayList<>();
        for (Parent parent : parents) {
            Optional.ofNullable(gone.remove(parent.id())).ifPresent(legacies::add);
        }
        boolean isAdopted =
                children.stream().anyMatch(child -> unplaced.isHeld(child.id()) || replicas.containsKey(child.id()));
        boolean areAllWhole = legacies.size() == parents.size()
                && legacies.stream()
                        .map(Legacy::durable)
                        .allMatch(durable -> Parentage.isWhole(durable, Parentage.sealOf(durable.range(), parents)));
        if (isAdopted || !areAllWhole) {
            legacies.forEach(unplaced::keep);
            return;
        }
        estates.open(
                legacies,
                children,
                ++highestTenure,
                heir -> children.stream()
                        .filter(child -> child.id().equals(heir.range()))
                        .forEach(child -> suspicion.beforePlacing(heir, child)));
        publishAwaited(children);
    }

    /** Linearizable reads of what this node is about to lead wait for it. */
    private void publishAwaited(List<RangeAssignment> children) {
        for (RangeAssignment child : children) {
            boolean isToLead = child.leaderIfAny().filter(self::equals).isPresent();
            if (isToLead) {
                turn.add(new NodeEffect.Publish(
                        child.id(),
                        new ReadPermit(
                                version(),
                                child.id(),
                                child.tokens(),
                                0,
                                ReadPermit.NO_LEASE,
                                true,
                                0,
                                Position.START,
                                0,
                                turn.wallOffsetMillis())));
            }
        }
    }

    /** What the journal says was adopted, and the table does not know of yet. */
    void resume() {
        Inheritance inheritance = new Inheritance(
                unplaced.byId(), range -> unplaced.applied(range).isAfter(Position.START));
        inheritance.torn().forEach(this::unmake);
        inheritance.lost().forEach(this::copyAnew);
        inheritance.pending().forEach((parents, heirs) -> {
            if (parents.stream().allMatch(parent -> isToBeHad(parent, inheritance))) {
                List<Legacy> there = parents.stream()
                        .map(parent -> Objects.requireNonNull(unplaced.get(parent.id())))
                        .filter(durable -> !inheritance.isPending(durable))
                        .map(unplaced::takeLegacy)
                        .toList();
                estates.resume(there, heirs);
            } else {
                heirs.forEach(this::copyAnew);
            }
        });
        List.copyOf(unplaced.byId().keySet()).stream()
                .filter(range -> estates.has(range) || estates.isAwaited(range))
                .forEach(unplaced::remove);
    }

    /** The heir is adopted anew, with those that belong to it, if the map still wants it. */
    private void unmake(DurableRange heir) {
        unplaced.noteDropped(heir);
        unplaced.remove(heir.range());
    }

    /** Whether a parent's log is here up to its seal, and the table, or what the parent is itself made of, before it. */
    private boolean isToBeHad(Parent parent, Inheritance inheritance) {
        DurableRange durable = unplaced.get(parent.id());
        return durable != null
                && Parentage.isWhole(durable, Parentage.sealOf(parent))
                && (inheritance.isPending(durable) || durable.log().holds(unplaced.applied(parent.id())));
    }

    /** The journal has forgotten that the heir was dropped. */
    private void copyAnew(DurableRange heir) {
        heir.needsParentsNoMore();
        if (!heir.copying()) {
            JournalRecord.CopyBegun fact = new JournalRecord.CopyBegun(heir.range());
            heir.apply(fact);
            turn.append(fact);
        }
    }

    /** The heirs have what was the parent's: they are ranges like any other from now on. */
    private void inherited(Estate estate) {
        for (DurableRange heir : estate.heirs()) {
            Legacy legacy = new Legacy(heir, estate.retries(), heir.log().start(), estate.lent());
            if (!estates.resume(legacy)) {
                inherit(legacy);
            }
        }
        estate.parents().forEach(parent -> clearing.whatLeft(parent.tokens()));
        makeWhatHadToWait();
        flow.ranges(replicas.size());
    }

    private void makeWhatHadToWait() {
        if (map != null) {
            map.ranges().stream()
                    .filter(range -> range.concerns(self) && !replicas.containsKey(range.id()))
                    .forEach(this::assign);
        }
    }

    private void inherit(Legacy legacy) {
        DurableRange heir = legacy.durable();
        RangeAssignment assignment = map == null ? null : assignmentOf(heir.range());
        if (assignment != null && assignment.concerns(self)) {
            Replica replica = place(heir, assignment, legacy.retries(), legacy.handedOut());
            replicas.put(heir.range(), replica);
            replica.assigned(assignment, version());
            replica.inherits(legacy.lent());
        } else {
            unplaced.keep(legacy);
            if (map != null && isNewest && assignment == null) {
                goneFrom(map);
            } else if (isNewest && assignment != null) {
                drop(assignment);
            }
        }
    }

    private @Nullable RangeAssignment assignmentOf(RangeId range) {
        return Objects.requireNonNull(map).ranges().stream()
                .filter(one -> one.id().equals(range))
                .findFirst()
                .orElse(null);
    }

    /** Whether this node is about to have a replica that has the token. */
    boolean isBeingMade(long token) {
        return map != null && estates.isAwaited(map.rangeOf(token).id());
    }

    /** The map gives the range to others alone: whatever is here of it goes, but for the promise. */
    private void drop(RangeAssignment assignment) {
        RangeId range = assignment.id();
        Replica replica = replicas.remove(range);
        DurableRange durable = unplaced.get(range);
        if (replica != null) {
            unplaced.put(replica.drop());
            touched.remove(replica);
        } else if (durable != null && durable.isHeld()) {
            unplaced.noteDropped(durable);
            turn.change(new TableBatch.Drop(range, durable.tokens()));
        }
    }

    private Replica create(RangeAssignment assignment) {
        Optional<Legacy> kept = unplaced.takeKept(assignment.id());
        if (kept.isPresent()) {
            Legacy legacy = kept.get();
            return place(legacy.durable(), assignment, legacy.retries(), legacy.handedOut());
        }
        DurableRange durable = unplaced.getOrNew(assignment.id());
        boolean isNewHere = !durable.isHeld();
        Position applied = isNewHere ? Position.START : unplaced.applied(assignment.id());
        RetryMemory retries = isNewHere ? new RetryMemory(limits.retries()) : unplaced.retries(assignment.id());
        if (isNewHere) {
            JournalRecord.Created created =
                    new JournalRecord.Created(assignment.id(), ++highestTenure, assignment.tokens());
            durable.apply(created);
            turn.append(created);
        }
        return place(durable, assignment, retries, applied);
    }

    private Replica place(DurableRange durable, RangeAssignment assignment, RetryMemory retries, Position applied) {
        unplaced.remove(assignment.id());
        suspicion.beforePlacing(durable, assignment);
        Replica replica = new Replica(
                durable,
                assignment,
                self.node(),
                times,
                limits,
                turn,
                grants,
                flow,
                copyPace,
                retries,
                applied,
                startNanos,
                touched);
        suspicion.placed(replica, assignment);
        return replica;
    }
}
