package io.ordinal.node;

import io.ordinal.ring.Parent;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.TokenRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Every {@link Estate} of this node, and the parents whose estates are divided but not on disk yet. */
final class Estates {
    private final Turn turn;
    private final Flow flow;
    private final int retryLimit;
    private final Consumer<Estate> whenDivided;
    private final List<Estate> open = new ArrayList<>();
    private final List<Incomplete> incomplete = new ArrayList<>();
    private final List<DurableRange> divided = new ArrayList<>();
    private final Set<RangeId> heirs = new HashSet<>();
    private boolean settling;

    /** What a restart has found, while a parent is itself an heir that is not there yet. */
    private record Incomplete(List<DurableRange> heirs, SortedMap<RangeId, Legacy> there) {
        boolean waitsFor(RangeId range) {
            return heirs.get(0).parents().stream()
                    .anyMatch(parent -> parent.id().equals(range));
        }

        boolean isComplete() {
            return there.size() == heirs.get(0).parents().size();
        }
    }

    Estates(Turn turn, Flow flow, int retryLimit, Consumer<Estate> whenDivided) {
        this.turn = turn;
        this.flow = flow;
        this.retryLimit = retryLimit;
        this.whenDivided = whenDivided;
    }

    /** Makes the heirs that the map names of parents that this node holds whole. */
    void open(List<Legacy> legacies, List<RangeAssignment> children, long tenure, Consumer<DurableRange> noted) {
        List<DurableRange> made = new ArrayList<>();
        long logTimeMillis = legacies.stream()
                .mapToLong(legacy -> legacy.durable().log().lastLogTimeMillis())
                .max()
                .orElseThrow();
        for (RangeAssignment child : children) {
            DurableRange heir = new DurableRange(child.id());
            JournalRecord.Adopted fact = new JournalRecord.Adopted(
                    child.id(),
                    tenure,
                    child.tokens(),
                    child.parents(),
                    Parentage.startAfter(child.parents()),
                    logTimeMillis);
            heir.apply(fact);
            turn.append(fact);
            noted.accept(heir);
            made.add(heir);
        }
        add(legacies, made);
    }

    /**
     * Goes on with an estate that the journal tells of, and the table does not.
     *
     * @param there what there is of the parents; the others are heirs themselves, and come later
     */
    void resume(Collection<Legacy> there, List<DurableRange> made) {
        Incomplete found = new Incomplete(made, new TreeMap<>());
        there.forEach(legacy -> found.there().put(legacy.durable().range(), legacy));
        made.forEach(heir -> heirs.add(heir.range()));
        incomplete.add(found);
        addComplete();
    }

    /** Goes on with what waited for this parent. Returns whether anything did. */
    boolean resume(Legacy legacy) {
        RangeId parent = legacy.durable().range();
        for (Incomplete one : incomplete) {
            if (one.waitsFor(parent)) {
                one.there().put(parent, legacy);
                addComplete();
                return true;
            }
        }
        return false;
    }

    private void addComplete() {
        List<Incomplete> complete =
                incomplete.stream().filter(Incomplete::isComplete).toList();
        incomplete.removeAll(complete);
        complete.forEach(one -> add(List.copyOf(one.there().values()), one.heirs()));
    }

    private void add(List<Legacy> legacies, List<DurableRange> made) {
        made.forEach(heir -> heirs.add(heir.range()));
        RangeId anyHeir = made.get(0).range();
        Estate estate = new Estate(legacies, made, turn, flow, retryLimit, () -> divided(anyHeir));
        open.add(estate);
        estate.begin();
    }

    private void divided(RangeId anyHeir) {
        for (Estate estate : List.copyOf(open)) {
            if (estate.heirs().stream().anyMatch(heir -> heir.range().equals(anyHeir))) {
                open.remove(estate);
                divided.addAll(estate.parents());
                estate.heirs().forEach(heir -> heirs.remove(heir.range()));
                whenDivided.accept(estate);
            }
        }
    }

    /** Whether the range is an heir that is not there yet. */
    boolean isAwaited(RangeId range) {
        return heirs.contains(range);
    }

    /** The tokens of heirs that are not there yet: their entries are their own. */
    Stream<TokenRange> tokensOfHeirs() {
        return Stream.concat(
                        open.stream().map(Estate::heirs), incomplete.stream().map(Incomplete::heirs))
                .flatMap(List::stream)
                .map(DurableRange::tokens);
    }

    /** Whether the range is a parent in an estate's hands. */
    boolean has(RangeId parent) {
        return open.stream().anyMatch(estate -> estate.hasParent(parent))
                || incomplete.stream().anyMatch(one -> one.there().containsKey(parent));
    }

    void tick() {
        List.copyOf(open).forEach(Estate::tick);
    }

    /**
     * Once the table is flushed, what was divided before is on disk: the parents' logs may go.
     *
     * @param held every range that this node holds
     */
    void settle(Collection<DurableRange> held) {
        if (divided.isEmpty() || settling) {
            return;
        }
        settling = true;
        List<DurableRange> settled = List.copyOf(divided);
        turn.whenFlushed(() -> {
            for (DurableRange parent : settled) {
                JournalRecord.Dropped fact = new JournalRecord.Dropped(parent.range(), parent.tenure());
                parent.apply(fact);
                turn.append(fact);
                held.stream()
                        .filter(heir -> names(heir.parents(), parent.range()))
                        .forEach(DurableRange::needsParentsNoMore);
            }
            divided.removeAll(settled);
            settling = false;
        });
    }

    private static boolean names(List<Parent> parents, RangeId range) {
        return parents.stream().anyMatch(named -> named.id().equals(range));
    }

    /** What replay needs of ranges that are in no other hands. */
    List<JournalRecord> state() {
        List<JournalRecord> state = new ArrayList<>();
        divided.forEach(parent -> state.addAll(parent.state()));
        for (Incomplete one : incomplete) {
            one.there().values().forEach(legacy -> state.addAll(legacy.durable().state()));
            one.heirs().forEach(heir -> state.addAll(heir.state()));
        }
        for (Estate estate : open) {
            estate.parents().forEach(parent -> state.addAll(parent.state()));
            estate.heirs().forEach(heir -> state.addAll(heir.state()));
        }
        return state;
    }
}
