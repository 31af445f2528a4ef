package io.ordinal.ring;

/**
 * A replica of a range on its way from one node to another. While the map names it, {@code target} copies the range and
 * follows its log without a vote; when the copy is verified the map makes it a member in the place of {@code leaving}.
 *
 * @param id never used for another move; every message about the move carries it
 * @param leaving a member of the range
 */
public record Move(long id, Member target, Member leaving) {
    public Move {
        if (id < 1) {
            throw new IllegalArgumentException("the id of a move is at least 1, not " + id);
        }
        if (target.equals(leaving)) {
            throw new IllegalArgumentException("move " + id + " is from " + leaving + " to itself");
        }
    }
}
