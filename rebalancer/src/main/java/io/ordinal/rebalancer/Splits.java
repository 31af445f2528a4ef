package io.ordinal.rebalancer;

import io.ordinal.ring.Parent;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.Split;
import java.util.Optional;

/**
 * Splits ranges where the ring wants a boundary inside, so that no more moves than the ring wants. A split is in the
 * map from its beginning, so whoever is in office goes on with it:
 *
 * <pre>
 *   none -- begun: the map names the token --> sealing, as the leader reports
 *   sealing -- a member is down, or it takes too long: epoch + 1 under the same leader, which unseals --> none
 *   sealed, all members have the whole log -- one write: two new ranges, which name their parent --> made
 *   made -- the first epoch is open, and the parent is cleared --> none
 * </pre>
 */
final class Splits {
    private final Draft draft;
    private final RingTarget target;
    private final Seals seals;
    private final Interruptions interruptions;

    private Splits(Draft draft, RingTarget target, Seals seals, Interruptions interruptions) {
        this.draft = draft;
        this.target = target;
        this.seals = seals;
        this.interruptions = interruptions;
    }

    /** Takes every step that is due. */
    static void plan(Draft draft, RingTarget target, Seals seals, Interruptions interruptions) {
        Splits splits = new Splits(draft, target, seals, interruptions);
        for (RangeAssignment range : draft.ranges()) {
            range.splitIfAny().ifPresent(split -> splits.goOn(range, split));
        }
        if (interruptions.mayBegin() && !draft.plan().settings().paused()) {
            splits.begin();
        }
    }

    private void goOn(RangeAssignment range, Split split) {
        Parent sealed = seals.of(range);
        if (sealed != null) {
            draft.split(range, split, sealed);
            seals.succeeded(range);
            draft.changed("range " + range.id() + " is split");
        } else if (seals.isOverdue(range) || !target.wantsBoundary(range, split.token())) {
            seals.failed(range);
            draft.replace(range.unsealed());
            draft.changed(
                    "range " + range.id() + " is not split now: it was not sealed with all of its members in time");
        }
    }

    private void begin() {
        int begun = 0;
        for (RangeAssignment range : draft.ranges()) {
            Optional<Long> token = target.boundaryInside(range);
            if (token.isPresent() && seals.mayBegin(range) && interruptions.mayBegin()) {
                draft.replace(range.reshaping(new Split(token.get())));
                seals.begins(range);
                interruptions.begins();
                begun++;
            }
        }
        if (begun > 0) {
            draft.changed(begun + " splits begin");
        }
    }
}
