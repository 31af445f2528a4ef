package io.ordinal.node;

import io.ordinal.ring.RangeAssignment;

/**
 * What follows from how far a node's journal may be relied on. If the node may have lost something, each range that the
 * first map after its start gives it begins suspect, also those of which the journal has nothing.
 *
 * <p>A range's <em>floor</em> is the epoch that this map names. The map names an epoch before anybody asks for it, so
 * whatever this member promised, acknowledged, accepted or lent before was in an epoch at or below the floor.
 */
final class Suspicion {
    private final Trust trust;
    private final Turn turn;
    private boolean firstMapTaken;

    Suspicion(Trust trust, Turn turn) {
        this.trust = trust;
        this.turn = turn;
    }

    /** The map has a range for this node that has no replica yet. */
    void beforePlacing(DurableRange durable, RangeAssignment assignment) {
        boolean begins = trust == Trust.SUSPECT && !firstMapTaken;
        boolean hasNoFloor = durable.isSuspect() && durable.suspectFloor() == DurableRange.NO_FLOOR;
        if (begins || hasNoFloor) {
            long floor = Math.max(
                    assignment.epoch(),
                    Math.max(durable.promise(), durable.log().last().epoch()));
            JournalRecord.Suspected fact = new JournalRecord.Suspected(durable.range(), floor);
            durable.apply(fact);
            turn.append(fact);
        }
    }

    /** The replica was made and knows nothing of the map yet. */
    void placed(Replica replica, RangeAssignment assignment) {
        if (trust == Trust.LOSS_ACCEPTED && !firstMapTaken) {
            replica.acceptLoss(assignment.epoch());
        }
    }

    /** Every range of the first map is placed: once that is on disk, the node's next start need not be told again. */
    void mapTaken() {
        if (!firstMapTaken && trust != Trust.WHOLE) {
            turn.whenDurable(() -> turn.add(new NodeEffect.SuspicionNoted()));
        }
        firstMapTaken = true;
    }
}
