package io.ordinal.node;

import io.ordinal.protocol.Position;
import io.ordinal.ring.Parent;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.RangeId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Every {@link Estate} of this node, and the parents whose estates are divided but not on disk yet. */
final class Estates {
    private final Turn turn;
    private final Flow flow;
    private final Consumer<Estate> whenDivided;
    private final SortedMap<RangeId, Estate> open = new TreeMap<>();
    private final SortedMap<RangeId, List<DurableRange>> later = new TreeMap<>();
    private final List<DurableRange> divided = new ArrayList<>();
    private final Set<RangeId> heirs = new HashSet<>();

    Estates(Turn turn, Flow flow, Consumer<Estate> whenDivided) {
        this.turn = turn;
        this.flow = flow;
        this.whenDivided = whenDivided;
    }

    /** Whether the log of {@code parent} goes through its seal, so that others can have what it had. */
    static boolean isWhole(DurableRange parent, Position seal) {
        return parent.isHeld() && !parent.copying() && parent.log().reaches(seal);
    }

    static Position sealOf(Parent parent) {
        return new Position(parent.epoch(), parent.sequence());
    }

    /** Makes the heirs that the map names of a parent that this node holds whole. */
    void open(
            Replica.Legacy legacy,
            Parent named,
            List<RangeAssignment> children,
            long tenure,
            Consumer<DurableRange> noted) {
        DurableRange parent = legacy.durable();
        List<DurableRange> made = new ArrayList<>();
        for (RangeAssignment child : children) {
            DurableRange heir = new DurableRange(child.id());
            JournalRecord.Adopted fact = new JournalRecord.Adopted(
                    child.id(),
                    tenure,
                    child.tokens(),
                    child.parents(),
                    sealOf(named),
                    parent.log().lastLogTimeMillis());
            heir.apply(fact);
            turn.append(fact);
            noted.accept(heir);
            made.add(heir);
        }
        add(legacy, sealOf(named), made);
    }

    /** Goes on with an estate that the journal tells of, and the table does not. */
    void resume(Replica.Legacy legacy, Position seal, List<DurableRange> made) {
        add(legacy, seal, made);
    }

    /** The same, of a parent that is itself an heir and not there yet. */
    void resumeLater(RangeId parent, List<DurableRange> made) {
        later.put(parent, made);
        made.forEach(heir -> heirs.add(heir.range()));
    }

    /** Goes on with what waited for this parent. Returns whether anything did. */
    boolean resume(Replica.Legacy legacy) {
        RangeId parent = legacy.durable().range();
        List<DurableRange> made = later.remove(parent);
        if (made != null) {
            add(legacy, sealNamedBy(made.get(0), parent), made);
        }
        return made != null;
    }

    static Position sealNamedBy(DurableRange heir, RangeId parent) {
        return heir.parents().stream()
                .filter(named -> named.id().equals(parent))
                .map(Estates::sealOf)
                .findFirst()
                .orElseThrow(() -> new Invariant.Broken(heir.range() + " is no heir of " + parent));
    }

    private void add(Replica.Legacy legacy, Position seal, List<DurableRange> made) {
        RangeId parent = legacy.durable().range();
        Estate estate = new Estate(legacy, seal, made, turn, flow, () -> divided(parent));
        open.put(parent, estate);
        made.forEach(heir -> heirs.add(heir.range()));
        estate.begin();
    }

    private void divided(RangeId parent) {
        Estate estate = open.remove(parent);
        if (estate != null) {
            divided.add(estate.parent());
            estate.heirs().forEach(heir -> heirs.remove(heir.range()));
            whenDivided.accept(estate);
        }
    }

    /** Whether the range is an heir that is not there yet. */
    boolean isAwaited(RangeId range) {
        return heirs.contains(range);
    }

    boolean isOpen(RangeId parent) {
        return open.containsKey(parent);
    }

    void tick() {
        List.copyOf(open.values()).forEach(Estate::tick);
    }

    /**
     * Once the table is flushed, what was divided before is on disk: the parents' logs may go.
     *
     * @param held every range that this node holds
     */
    void settle(Collection<DurableRange> held) {
        if (divided.isEmpty()) {
            return;
        }
        List<DurableRange> settled = List.copyOf(divided);
        turn.flushTable();
        turn.whenApplied(() -> {
            for (DurableRange parent : settled) {
                JournalRecord.Dropped fact = new JournalRecord.Dropped(parent.range(), parent.tenure());
                parent.apply(fact);
                turn.append(fact);
                held.stream()
                        .filter(heir -> heir.parents().stream()
                                .anyMatch(named -> named.id().equals(parent.range())))
                        .forEach(DurableRange::needsParentsNoMore);
            }
            divided.removeAll(settled);
        });
    }

    /** What replay needs of ranges that are in no other hands. */
    List<JournalRecord> state() {
        List<JournalRecord> state = new ArrayList<>();
        divided.forEach(parent -> state.addAll(parent.state()));
        later.values().forEach(made -> made.forEach(heir -> state.addAll(heir.state())));
        for (Estate estate : open.values()) {
            state.addAll(estate.parent().state());
            estate.heirs().forEach(heir -> state.addAll(heir.state()));
        }
        return state;
    }

    /** The range of the map that names {@code range} as the one parent of it and others. */
    static Optional<Parent> namedBy(RangeAssignment child, RangeId range) {
        return child.parents().stream()
                .filter(parent -> parent.id().equals(range))
                .findFirst();
    }
}
