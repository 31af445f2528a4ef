package io.ordinal.ring;

/**
 * How the rebalancer goes about its moves. Set by operators while the cluster runs.
 *
 * @param paused no move is begun, and none goes on to be committed; what is being copied stops where it is
 * @param approval whether a new node waits to be added by hand. Default: no, it is given ranges at once
 * @param graceSeconds how long a node may be absent before what it holds is copied to others. Default: 10 min. Shorter
 *     copies more often for nothing; longer leaves ranges with a replica less
 * @param bytesPerSecond what a node may send to nodes that copy from it; 0 for no limit. Default: no limit. Less leaves
 *     more of disk and network to clients, and takes longer
 * @param movesPerNode how many ranges a node gives, and how many it takes, at a time. Default: 1. With more,
 *     one is copied while another waits to be committed: they are done sooner, and felt more
 */
public record MoveSettings(boolean paused, boolean approval, int graceSeconds, long bytesPerSecond, int movesPerNode) {
    public static final int MOST_MOVES_PER_NODE = 64;
    public static final MoveSettings DEFAULT = new MoveSettings(false, false, 600, 0, 1);

    public MoveSettings {
        if (graceSeconds < 1) {
            throw new IllegalArgumentException("a grace time is at least 1 s, not " + graceSeconds);
        }
        if (bytesPerSecond < 0) {
            throw new IllegalArgumentException("bytes per second are not negative: " + bytesPerSecond);
        }
        if (movesPerNode < 1 || movesPerNode > MOST_MOVES_PER_NODE) {
            throw new IllegalArgumentException(
                    "moves per node are 1 to " + MOST_MOVES_PER_NODE + ", not " + movesPerNode);
        }
    }

    public MoveSettings paused(boolean now) {
        return new MoveSettings(now, approval, graceSeconds, bytesPerSecond, movesPerNode);
    }

    public MoveSettings approval(boolean now) {
        return new MoveSettings(paused, now, graceSeconds, bytesPerSecond, movesPerNode);
    }

    public MoveSettings graceSeconds(int now) {
        return new MoveSettings(paused, approval, now, bytesPerSecond, movesPerNode);
    }

    public MoveSettings bytesPerSecond(long now) {
        return new MoveSettings(paused, approval, graceSeconds, now, movesPerNode);
    }

    public MoveSettings movesPerNode(int now) {
        return new MoveSettings(paused, approval, graceSeconds, bytesPerSecond, now);
    }
}
