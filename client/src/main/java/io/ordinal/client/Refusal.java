package io.ordinal.client;

/** Why an operation was not done, and what a caller can do about it. */
public enum Refusal {
    /** No cluster map is known: nobody who was asked has one, or nobody answers. */
    NO_MAP("check that the cluster's nodes run and that the given addresses are theirs"),
    /** The map names no leader for the key's range, or one that is not present. */
    NO_LEADER("a leader is being chosen; try again in a second, or read at 'any'"),
    /** The nodes that could serve it cannot be reached, or do not answer in time. */
    NO_ANSWER("check that the nodes are up and reachable, then try again"),
    /** The node that was asked does not lead (or hold) the key's range, and no newer map was found in time. */
    NOT_RESPONSIBLE("the range is moving; try again"),
    /** The range's new leader has not opened its epoch yet. */
    TAKING_OVER("a new leader is taking over; try again in a second"),
    /** Too few of the range's members answer. */
    NO_QUORUM("start the missing nodes; until then reads at 'any' go on"),
    /** No sequence numbers are to be had. */
    NO_SEQUENCER("check ZooKeeper and the sequencer's node; until then reads go on"),
    /** Nobody is in office as the rebalancer, or its address is not known. */
    NO_REBALANCER("another node takes the office within seconds, as long as ZooKeeper answers; try again"),
    /** No replica reached the number that an at-least read asked for. */
    NOT_REACHED("read again with a longer deadline, or at 'linearizable'"),
    /** The nodes have more work than they take. */
    OVERLOADED("send less at a time, then try again"),
    /** The disk of the range's leader is full. */
    DISK_FULL("free space on the leader's disk; until then reads go on"),
    /** The node that was asked is stopping. */
    SHUTTING_DOWN("try again; another node takes over"),
    /** This client has as much in hand as it takes. */
    CLIENT_BUSY("wait for earlier operations to end before starting more"),
    /** This client was closed. */
    CLIENT_CLOSED("use a client that is open");

    private final String nextStep;

    Refusal(String nextStep) {
        this.nextStep = nextStep;
    }

    /** What to do about it, as half a sentence for people. */
    public String nextStep() {
        return nextStep;
    }
}
