package io.ordinal.ring;

/**
 * What is meant to become of a node. The rebalancer alone changes it, on its own or because it was asked to.
 *
 * <pre>
 *   WAITING -- approved, or nobody need approve --> IN
 *   IN      -- drain or replace ------------------> LEAVING -- it holds nothing any more --> LEFT
 *   IN      -- absent past its grace time --------> LOST    -- it is present again --------> IN, or WAITING
 *   LEAVING, LEFT -- add --------------------------> IN
 * </pre>
 */
public enum Standing {
    /** Known, without virtual nodes: nobody has approved of it yet. */
    WAITING,
    /** On the ring: it has virtual nodes, and holds or will hold what they give it. */
    IN,
    /** Off the ring because somebody asked for it: what it still holds is on the way to others. */
    LEAVING,
    /** Left as asked: it holds nothing, and is given nothing until it is added again. */
    LEFT,
    /** Off the ring because it was absent for too long: what it held is copied from the survivors. */
    LOST;

    /** Whether the node has virtual nodes. */
    public boolean isOnRing() {
        return this == IN;
    }
}
