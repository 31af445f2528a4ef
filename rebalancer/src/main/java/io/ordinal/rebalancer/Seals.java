package io.ordinal.rebalancer;

import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.Parent;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.RangeId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Which ranges may be sealed, so that others can be made of them, and which ones are. Nobody can write to a sealed
 * range, so it is begun only while all members are up and level, for one split or merge of a leader at a time, and
 * given up soon: several at once would each take the longer.
 */
final class Seals {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** Since when this rebalancer sees which range to be sealed in which epoch. */
    private final Map<Attempt, Long> sinceNanos = new HashMap<>();

    private final Set<NodeId> sealing = new HashSet<>();
    private final NodeView.Verdict verdict;
    private final MoveHolds holds;
    private final long nowNanos;

    private record Attempt(RangeId range, long epoch) {}

    /** @param before what was known at the last planning; null if nothing is */
    Seals(
            @Nullable Seals before,
            List<RangeAssignment> ranges,
            NodeView.Verdict verdict,
            MoveHolds holds,
            long nowNanos) {
        this.verdict = verdict;
        this.holds = holds;
        this.nowNanos = nowNanos;
        for (RangeAssignment range : ranges) {
            if (range.reshape() != null) {
                Attempt attempt = new Attempt(range.id(), range.epoch());
                Long since = before == null ? null : before.sinceNanos.get(attempt);
                sinceNanos.put(attempt, since == null ? nowNanos : since);
            }
            if (range.reshape() != null || !range.parents().isEmpty()) {
                begins(range);
            }
        }
    }

    /** Where the range's log ends, once every member has it to its end; null before. */
    @Nullable
    Parent of(RangeAssignment range) {
        return verdict.sealedAt(range)
                .map(at -> new Parent(range.id(), at.epoch(), at.sequence()))
                .orElse(null);
    }

    /** Whether the range is better unsealed: a member is down, or it takes too long. */
    boolean isOverdue(RangeAssignment range) {
        long since = sinceNanos.getOrDefault(new Attempt(range.id(), range.epoch()), nowNanos);
        return nowNanos - since > PATIENCE_NANOS || !range.members().stream().allMatch(verdict::isUp);
    }

    /** Whether the range may be sealed now. */
    boolean mayBegin(RangeAssignment range) {
        Member leader = range.leader();
        return leader != null
                && range.isSettled()
                && !holds.isHeld(range.id(), nowNanos)
                && !sealing.contains(leader.node())
                && isWhole(range, leader);
    }

    /** Counts a range among those that its leader seals. */
    void begins(RangeAssignment range) {
        range.leaderIfAny().ifPresent(leader -> sealing.add(leader.node()));
    }

    /** Others were made of the range. */
    void succeeded(RangeAssignment range) {
        holds.succeeded(range.id());
    }

    /** The range is not sealed after all; it is left alone for a while. */
    void failed(RangeAssignment range) {
        holds.failed(range.id(), nowNanos);
    }

    private boolean isWhole(RangeAssignment range, Member leader) {
        return verdict.hasOpened(leader, range.id(), range.epoch())
                && range.members().stream()
                        .allMatch(member -> verdict.isWell(member)
                                && !verdict.handsOver(member)
                                && !verdict.isSuspectIn(member, range.id())
                                && verdict.isLevel(leader, range.id(), range.epoch(), member));
    }

    static boolean haveSameMembers(RangeAssignment range, RangeAssignment other) {
        Set<Member> members = new HashSet<>(range.members());
        return members.equals(new HashSet<>(other.members()));
    }
}
