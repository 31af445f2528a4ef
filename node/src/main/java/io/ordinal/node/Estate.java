package io.ordinal.node;

import io.ordinal.node.TableBatch.RangeProgress;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.RetryRecord;
import java.util.List;
import java.util.Optional;

/**
 * What this node holds of a range that is no more, on its way to the ranges that were made of it:
 *
 * <ol>
 *   <li>the journal says that the parent is never served again, and that the heirs have what it had;
 *   <li>the parent's log is applied up to its seal;
 *   <li>one batch of the table gives each heir all remembered answers and the parent's progress, and takes them from the
 *       parent. Entries stay where they are: they are found by their tokens.
 * </ol>
 *
 * A restart goes on from the journal. The parent's log is needed until that batch is on disk.
 */
final class Estate {
    private final DurableRange parent;
    private final Position seal;
    private final RetryMemory retries;
    private final Applier applier;
    private final Optional<Voter.Lent> lent;
    private final List<DurableRange> heirs;
    private final Turn turn;
    private final Runnable whenDivided;
    private boolean journalled;
    private boolean divided;

    /** @param legacy of a parent whose log goes through the seal */
    Estate(Replica.Legacy legacy, Position seal, List<DurableRange> heirs, Turn turn, Flow flow, Runnable whenDivided) {
        this.parent = legacy.durable();
        this.seal = seal;
        this.retries = legacy.retries();
        this.lent = legacy.lent();
        this.heirs = List.copyOf(heirs);
        this.turn = turn;
        this.whenDivided = whenDivided;
        this.applier = new Applier(parent, retries, turn, flow, legacy.handedOut(), (verify, at) -> false);
    }

    DurableRange parent() {
        return parent;
    }

    List<DurableRange> heirs() {
        return heirs;
    }

    RetryMemory retries() {
        return retries;
    }

    Optional<Voter.Lent> lent() {
        return lent;
    }

    /** The map names the seal, so everything up to it is committed. */
    void begin() {
        if (!parent.isRetired()) {
            note(new JournalRecord.Promise(parent.range(), DurableRange.RETIRED));
        }
        if (seal.isAfter(parent.commit())) {
            note(new JournalRecord.Committed(parent.range(), seal));
        }
        Position last = parent.log().last();
        long rewrites = parent.rewrites();
        turn.whenDurable(() -> {
            parent.forced(last, rewrites);
            heirs.forEach(heir -> heir.forced(heir.log().last(), heir.rewrites()));
            journalled = true;
        });
    }

    private void note(JournalRecord.OfRange fact) {
        parent.apply(fact);
        turn.append(fact);
    }

    void tick() {
        if (divided || !journalled) {
            return;
        }
        applier.apply(parent.forced(), () -> {});
        if (!seal.isAfter(applier.handedOut())) {
            divided = true;
            divide();
        }
    }

    private void divide() {
        for (DurableRange heir : heirs) {
            turn.change(new TableBatch.Progress(
                    heir.range(),
                    new RangeProgress(heir.tenure(), seal, heir.log().lastLogTimeMillis(), retries.floor())));
            for (RetryRecord retry : retries.all()) {
                turn.change(new TableBatch.Remember(heir.range(), retry));
            }
        }
        turn.change(new TableBatch.Retire(parent.range()));
        turn.whenApplied(whenDivided);
    }

    @Override
    public String toString() {
        return "estate of " + parent.range() + " sealed at " + seal;
    }
}
