package io.ordinal.ring;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the cluster map says of one range. At most one thing is under way in it: a move, a split, a change of members that is
 * not known to be open, or its own birth.
 *
 * @param members the voters, in the order of preference for leadership
 * @param previous the voters before the last change of members, until the new epoch is known to be open; empty
 *     otherwise. While it is not empty a takeover needs a majority of both sets
 * @param leader null while the range has none
 * @param epoch the number of the leadership; a higher one fences all lower ones
 * @param move the move under way, if there is one
 * @param reshape what is to be made of the range and perhaps its neighbour, if anything is
 * @param parents the ranges that this one was made of, until its first epoch is known to be open; empty otherwise.
 *     While it is not empty only members that have adopted what they held of the parents have a vote
 */
public record RangeAssignment(
        RangeId id,
        TokenRange tokens,
        List<Member> members,
        List<Member> previous,
        @Nullable Member leader,
        long epoch,
        @Nullable Move move,
        @Nullable Reshape reshape,
        List<Parent> parents) {
    /** A range in which nothing is under way but perhaps a change of members. */
    public RangeAssignment(
            RangeId id,
            TokenRange tokens,
            List<Member> members,
            List<Member> previous,
            @Nullable Member leader,
            long epoch) {
        this(id, tokens, members, previous, leader, epoch, null, null, List.of());
    }

    public RangeAssignment {
        members = List.copyOf(members);
        previous = List.copyOf(previous);
        parents = List.copyOf(parents);
        if (members.isEmpty()) {
            throw new IllegalArgumentException("range " + id + " has no members");
        }
        if (hasRepeats(members) || hasRepeats(previous)) {
            throw new IllegalArgumentException("range " + id + " names a member twice");
        }
        if (leader != null && !members.contains(leader)) {
            throw new IllegalArgumentException("the leader of range " + id + " is none of its members: " + leader);
        }
        if (epoch < 1) {
            throw new IllegalArgumentException("an epoch is at least 1, that of range " + id + " is " + epoch);
        }
        if (reshape instanceof Split split && !split.isInside(tokens)) {
            throw new IllegalArgumentException("range " + id + " of " + tokens + " cannot be split: " + split);
        }
        int underWay = (previous.isEmpty() ? 0 : 1)
                + (parents.isEmpty() ? 0 : 1)
                + (reshape == null ? 0 : 1)
                + (move == null ? 0 : 1);
        if (underWay > 1) {
            throw new IllegalArgumentException("more than one thing is under way in range " + id);
        }
        if (move != null) {
            if (!members.contains(move.leaving()) || members.contains(move.target())) {
                throw new IllegalArgumentException("range " + id + " cannot move from " + move.leaving() + " to "
                        + move.target() + ": its members are " + members);
            }
        }
    }

    public Optional<Move> moveIfAny() {
        return Optional.ofNullable(move);
    }

    public Optional<Split> splitIfAny() {
        return reshape instanceof Split split ? Optional.of(split) : Optional.empty();
    }

    public Optional<Merge> mergeIfAny() {
        return reshape instanceof Merge merge ? Optional.of(merge) : Optional.empty();
    }

    /** Whether nothing is under way in the range, so that something may begin. */
    public boolean isSettled() {
        return previous.isEmpty() && parents.isEmpty() && move == null && reshape == null;
    }

    public Optional<Member> leaderIfAny() {
        return Optional.ofNullable(leader);
    }

    /** The range under a new leader, in the next epoch. */
    public RangeAssignment ledBy(Member newLeader) {
        return new RangeAssignment(id, tokens, members, previous, newLeader, epoch + 1, move, reshape, parents);
    }

    /** The range once it is known to have opened an epoch with its new members, or its first one. */
    public RangeAssignment opened() {
        return new RangeAssignment(id, tokens, members, List.of(), leader, epoch, move, reshape, List.of());
    }

    /** The range with its voters in another order of preference. */
    public RangeAssignment preferring(List<Member> order) {
        return new RangeAssignment(id, tokens, order, previous, leader, epoch, move, reshape, parents);
    }

    /** The range as a move begins. */
    public RangeAssignment moving(Move begun) {
        return new RangeAssignment(id, tokens, members, previous, leader, epoch, begun, null, parents);
    }

    /** The range as a split or merge begins: its leader is to seal it. */
    public RangeAssignment reshaping(Reshape begun) {
        return new RangeAssignment(id, tokens, members, previous, leader, epoch, null, begun, parents);
    }

    /** The range once its split or merge is given up: in the next epoch, since in this one it may be sealed. */
    public RangeAssignment unsealed() {
        return new RangeAssignment(id, tokens, members, previous, leader, epoch + 1);
    }

    /**
     * A part of this range as a range of its own: with the same members and leader, in the next epoch.
     *
     * @param seal where this range's log ends
     */
    public RangeAssignment child(RangeId childId, TokenRange part, Parent seal) {
        return new RangeAssignment(childId, part, members, List.of(), leader, epoch + 1, null, null, List.of(seal));
    }

    /** The range once its move is given up; its members are what they were. */
    public RangeAssignment staying() {
        return new RangeAssignment(id, tokens, members, previous, leader, epoch, null, reshape, parents);
    }

    /**
     * This range and the neighbour behind it as one: with the members and the leader of this one, in an epoch above those of
     * both.
     *
     * @param seals where the logs of both end
     */
    public RangeAssignment joinedBy(RangeAssignment next, RangeId childId, List<Parent> seals) {
        return new RangeAssignment(
                childId,
                new TokenRange(tokens.startExclusive(), next.tokens.endInclusive()),
                members,
                List.of(),
                leader,
                Math.max(epoch, next.epoch) + 1,
                null,
                null,
                seals);
    }

    /**
     * The range once the target of its move is a member, under {@code newLeader} in the next epoch, which the old members
     * open together with the new ones. From here there is no way back.
     */
    public RangeAssignment moved(List<Member> newMembers, Member newLeader) {
        return new RangeAssignment(id, tokens, newMembers, members, newLeader, epoch + 1);
    }

    /** Everybody who has a part in the range: voters, previous ones, and the target of a move. */
    public List<Member> everybody() {
        List<Member> everybody = new ArrayList<>(members);
        everybody.addAll(previous);
        if (move != null) {
            everybody.add(move.target());
        }
        return everybody;
    }

    /** Whether {@code member} has a part in the range: a vote, or a copy in the making. */
    public boolean concerns(Member member) {
        return everybody().contains(member);
    }

    private static boolean hasRepeats(List<Member> members) {
        for (int i = 1; i < members.size(); i++) {
            if (members.subList(0, i).contains(members.get(i))) {
                return true;
            }
        }
        return false;
    }
}
