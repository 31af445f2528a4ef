package io.ordinal.ring;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the cluster map says of one range.
 *
 * @param members the voters, in the order of preference for leadership
 * @param previous the voters before the last change of members, until the new epoch is known to be open; empty
 *     otherwise. While it is not empty a takeover needs a majority of both sets
 * @param leader null while the range has none
 * @param epoch the number of the leadership; a higher one fences all lower ones
 * @param move the move under way, if there is one. Never while {@code previous} is not empty
 */
public record RangeAssignment(
        RangeId id,
        TokenRange tokens,
        List<Member> members,
        List<Member> previous,
        @Nullable Member leader,
        long epoch,
        @Nullable Move move) {
    /** A range in which no move is under way. */
    public RangeAssignment(
            RangeId id,
            TokenRange tokens,
            List<Member> members,
            List<Member> previous,
            @Nullable Member leader,
            long epoch) {
        this(id, tokens, members, previous, leader, epoch, null);
    }

    public RangeAssignment {
        members = List.copyOf(members);
        previous = List.copyOf(previous);
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
        if (move != null) {
            if (!previous.isEmpty()) {
                throw new IllegalArgumentException("range " + id + " moves before its last change of members is open");
            }
            if (!members.contains(move.leaving()) || members.contains(move.target())) {
                throw new IllegalArgumentException("range " + id + " cannot move from " + move.leaving() + " to "
                        + move.target() + ": its members are " + members);
            }
        }
    }

    public Optional<Move> moveIfAny() {
        return Optional.ofNullable(move);
    }

    public Optional<Member> leaderIfAny() {
        return Optional.ofNullable(leader);
    }

    /** The range under a new leader, in the next epoch. */
    public RangeAssignment ledBy(Member newLeader) {
        return new RangeAssignment(id, tokens, members, previous, newLeader, epoch + 1, move);
    }

    /** The range once its new members are known to have opened an epoch. */
    public RangeAssignment opened() {
        return new RangeAssignment(id, tokens, members, List.of(), leader, epoch, move);
    }

    /** The range with its voters in another order of preference. */
    public RangeAssignment preferring(List<Member> order) {
        return new RangeAssignment(id, tokens, order, previous, leader, epoch, move);
    }

    /** The range as a move begins. */
    public RangeAssignment moving(Move begun) {
        return new RangeAssignment(id, tokens, members, previous, leader, epoch, begun);
    }

    /** The range once its move is given up; its members are what they were. */
    public RangeAssignment staying() {
        return new RangeAssignment(id, tokens, members, previous, leader, epoch);
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
