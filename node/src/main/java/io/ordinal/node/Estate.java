package io.ordinal.node;

import io.ordinal.node.TableBatch.RangeProgress;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.RetryRecord;
import io.ordinal.ring.RangeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What this node holds of ranges that are no more, on its way to those that were made of them: one parent and its
 * halves, or two parents and the whole.
 *
 * <ol>
 *   <li>the journal says that no parent is ever served again, and that the heirs have what they had;
 *   <li>each parent's log is applied up to its seal;
 *   <li>one batch of the table gives each heir all that the parents remember, and its progress, and takes theirs
 *       from the parents. Entries stay where they are: they are found by their tokens.
 * </ol>
 *
 * A restart goes on from the journal. The parents' logs are needed until that batch is on disk.
 */
final class Estate {
    private final List<Share> shares = new ArrayList<>();
    private final List<DurableRange> heirs;
    private final Turn turn;
    private final int retryLimit;
    private final Runnable whenDivided;

    /** All that any parent remembers, once it is divided. */
    private RetryMemory retries;

    private boolean journalled;
    private boolean divided;

    /** What one parent leaves. */
    private record Share(Legacy legacy, Position seal, Applier applier) {
        DurableRange durable() {
            return legacy.durable();
        }

        boolean isApplied() {
            return !seal.isAfter(applier.handedOut());
        }
    }

    /** @param legacies of all parents of the heirs; the log of each goes through its seal */
    Estate(
            List<Legacy> legacies,
            List<DurableRange> heirs,
            Turn turn,
            Flow flow,
            int retryLimit,
            Runnable whenDivided) {
        this.heirs = List.copyOf(heirs);
        this.turn = turn;
        this.retryLimit = retryLimit;
        this.retries = new RetryMemory(retryLimit);
        this.whenDivided = whenDivided;
        for (Legacy legacy : legacies) {
            DurableRange parent = legacy.durable();
            Applier applier =
                    new Applier(parent, legacy.retries(), turn, flow, legacy.handedOut(), (verify, at) -> false);
            shares.add(new Share(
                    legacy, Parentage.sealOf(parent.range(), heirs.get(0).parents()), applier));
        }
    }

    List<DurableRange> parents() {
        return shares.stream().map(Share::durable).toList();
    }

    boolean hasParent(RangeId range) {
        return parents().stream().anyMatch(parent -> parent.range().equals(range));
    }

    List<DurableRange> heirs() {
        return heirs;
    }

    /** What an heir remembers from the division on: all that any parent did. Each has its own. */
    RetryMemory retries() {
        return retries.copy();
    }

    /** The leases that were lent for the parents. */
    Optional<Voter.Lent> lent() {
        return shares.stream().flatMap(share -> share.legacy().lent().stream()).reduce(Voter.Lent::and);
    }

    /** The map names the seals, so everything up to them is committed. */
    void begin() {
        List<Runnable> forced = new ArrayList<>();
        for (Share share : shares) {
            DurableRange parent = share.durable();
            if (!parent.isRetired()) {
                note(parent, new JournalRecord.Promise(parent.range(), DurableRange.RETIRED));
            }
            if (share.seal().isAfter(parent.commit())) {
                note(parent, new JournalRecord.Committed(parent.range(), share.seal()));
            }
            Position last = parent.log().last();
            long rewrites = parent.rewrites();
            forced.add(() -> parent.forced(last, rewrites));
        }
        turn.whenDurable(() -> {
            forced.forEach(Runnable::run);
            heirs.forEach(heir -> heir.forced(heir.log().last(), heir.rewrites()));
            journalled = true;
        });
    }

    private void note(DurableRange parent, JournalRecord.OfRange fact) {
        parent.apply(fact);
        turn.append(fact);
    }

    void tick() {
        if (divided || !journalled) {
            return;
        }
        shares.forEach(share -> share.applier().apply(share.durable().forced(), () -> {}));
        if (shares.stream().allMatch(Share::isApplied)) {
            divided = true;
            divide();
        }
    }

    private void divide() {
        retries = RetryMemory.union(
                shares.stream().map(share -> share.legacy().retries()).toList(), retryLimit);
        List<RetryRecord> remembered = retries.all();
        for (DurableRange heir : heirs) {
            turn.change(new TableBatch.Progress(
                    heir.range(),
                    new RangeProgress(
                            heir.tenure(), heir.log().start(), heir.log().lastLogTimeMillis(), retries.floor())));
            if (!remembered.isEmpty()) {
                turn.change(new TableBatch.Remember(heir.range(), remembered));
            }
        }
        shares.forEach(
                share -> turn.change(new TableBatch.Retire(share.durable().range())));
        turn.whenApplied(whenDivided);
    }

    @Override
    public String toString() {
        return "estate of " + parents();
    }
}
