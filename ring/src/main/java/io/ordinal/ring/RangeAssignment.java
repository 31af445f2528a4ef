package io.ordinal.ring;

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
 */
public record RangeAssignment(
        RangeId id,
        TokenRange tokens,
        List<Member> members,
        List<Member> previous,
        @Nullable Member leader,
        long epoch) {
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
    }

    public Optional<Member> leaderIfAny() {
        return Optional.ofNullable(leader);
    }

    /** The range under a new leader, in the next epoch. */
    public RangeAssignment ledBy(Member newLeader) {
        return new RangeAssignment(id, tokens, members, previous, newLeader, epoch + 1);
    }

    /** The range once its new members are known to have opened an epoch. */
    public RangeAssignment opened() {
        return new RangeAssignment(id, tokens, members, List.of(), leader, epoch);
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
