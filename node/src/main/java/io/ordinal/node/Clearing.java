package io.ordinal.node;

import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.Member;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.TokenRange;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Stream;

/**
 * Takes out of the table what was left by ranges that are no more. Entries are found by their tokens, and ranges that were
 * split or merged share theirs with those made of them: so what is dropped is nothing that another range of this node has.
 */
final class Clearing {
    private final Member self;
    private final Turn turn;
    private final SortedMap<RangeId, Replica> replicas;
    private final Unplaced unplaced;
    private final Estates estates;
    private final Set<RangeId> inTableAlone;

    /** @param inTableAlone ranges that the table holds something of, and the journal nothing */
    Clearing(
            Member self,
            Turn turn,
            SortedMap<RangeId, Replica> replicas,
            Unplaced unplaced,
            Estates estates,
            Set<RangeId> inTableAlone) {
        this.self = self;
        this.turn = turn;
        this.replicas = replicas;
        this.unplaced = unplaced;
        this.estates = estates;
        this.inTableAlone = inTableAlone;
    }

    /**
     * The table holds ranges that the journal has forgotten. Those that the map gives to this node are taken anew as suspect
     * ones are; nothing else that is not this node's may stay.
     */
    void whatNobodyKnows(ClusterMap now) {
        if (inTableAlone.isEmpty()) {
            return;
        }
        inTableAlone.forEach(range -> turn.change(new TableBatch.Retire(range)));
        for (RangeAssignment assignment : now.ranges()) {
            if (!assignment.concerns(self)) {
                turn.change(new TableBatch.Drop(assignment.id(), assignment.tokens()));
            }
        }
        inTableAlone.clear();
    }

    /** Nothing is to be had of the range any more: others took its heirs over, or this node did. */
    void forget(DurableRange durable) {
        unplaced.put(durable);
        unplaced.noteDropped(durable);
        turn.change(new TableBatch.Retire(durable.range()));
        whatLeft(durable.tokens());
    }

    /** After a restart the log of a range with these tokens, or the table, may have entries of an heir that has left since. */
    void whatLeft(TokenRange tokens) {
        List<TokenRange> held = heldTokens();
        for (DurableRange left : unplaced.all()) {
            if (!left.isHeld() && tokens.covers(left.tokens())) {
                left.tokens().without(held).forEach(part -> turn.change(new TableBatch.Drop(left.range(), part)));
            }
        }
    }

    /** The tokens of every range that this node holds or is about to have. */
    private List<TokenRange> heldTokens() {
        Stream<DurableRange> placed = replicas.values().stream().map(Replica::durable);
        Stream<DurableRange> kept = unplaced.all().stream().filter(DurableRange::hasEntries);
        return Stream.concat(Stream.concat(placed, kept).map(DurableRange::tokens), estates.tokensOfHeirs())
                .toList();
    }
}
