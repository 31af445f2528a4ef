package io.ordinal.simulator;

/** What can go wrong. */
public enum FaultKind {
    CRASH(3),
    QUICK_RESTART(2),
    LONG_CRASH(1),
    CRASH_OF_ALL(1),
    PAUSE(2),
    PARTITION(3),
    ISLAND(2),
    STRANDED(2),
    ONE_WAY_CUT(2),
    BRIDGE(1),
    SLOW_PATH(2),
    BAD_PORT(2),
    ONE_KIND_LOST(2),
    CONNECTIONS_BREAK(1),
    PEER_CONNECTION_BREAKS(1),
    PEER_CONNECTIONS_BREAK(2),
    CUT_FROM_ZOOKEEPER(2),
    ZOOKEEPER_GONE(1),
    SESSION_EXPIRY(1),
    WALL_CLOCK_JUMP(1),
    SLOW_DISK(1),
    FAILED_FORCE(1),
    FULL_DISK(1),
    WIPED_DISK(1),
    FLIPPED_BIT(1),
    LOST_TAIL(1),
    REBUILT(1),
    NODE_JOINS(1),
    OPERATOR(2),
    PARTED_BY_A_MOVE(2),
    OLDER_MAP(2),
    THERE_AND_BACK(2),
    STRUCK_BY_A_RESHAPE(2),
    TO_AND_FRO(2),
    FORGOTTEN_PROMISE(3);

    private final int weight;

    FaultKind(int weight) {
        this.weight = weight;
    }

    /** How often it comes, in relation to the others. */
    int weight() {
        return weight;
    }

    /** Whether a disk loses something that it had forced: such faults are rationed, or nothing could be promised. */
    boolean losesWhatWasForced() {
        return isForGood() || this == LOST_TAIL || this == REBUILT;
    }

    /** Whether it waits for its moment, and takes some seconds from beginning to end. */
    boolean isTrap() {
        return waitsForAMove() || this == FORGOTTEN_PROMISE;
    }

    /** Whether it comes when a replica moves or a range is reshaped, and needs nodes that one can move to. */
    boolean waitsForAMove() {
        return this == PARTED_BY_A_MOVE
                || this == OLDER_MAP
                || this == THERE_AND_BACK
                || this == STRUCK_BY_A_RESHAPE
                || this == TO_AND_FRO;
    }

    /** Whether the disk is of no use to its ranges any more, and nobody brings it level. */
    boolean isForGood() {
        return this == WIPED_DISK || this == FLIPPED_BIT;
    }
}
