package io.ordinal.rebalancer;

/** What a move has come to, in this order, unless it is given up or its copy begins again. */
public enum MoveStep {
    /** The map names it. */
    BEGUN,
    /** The target takes a copy of the range. */
    COPYING,
    /** The target has the copy and follows the log, and is not level yet. */
    CATCHING_UP,
    /** Leader and target digest what they have. */
    VERIFYING,
    /** The digests were equal: it may be committed. */
    VERIFIED,
    /** The target is a member by the map. There is no way back. */
    COMMITTED,
    /** The new members have taken over: nothing of the move is left to do. */
    OPENED,
    /** The range stays where it was, as if nothing had been. */
    GIVEN_UP
}
