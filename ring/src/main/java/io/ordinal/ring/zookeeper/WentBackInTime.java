package io.ordinal.ring.zookeeper;

/**
 * ZooKeeper shows, also after a sync, an older state than it has shown before: a backup was restored, or its data was
 * deleted. What rests on the newer state must stop; nothing older is ever published.
 *
 * @param seenZxid the newest transaction seen, by this process or, before it, by its disk
 * @param shownZxid the transaction shown now; 0 if the record is gone
 */
public record WentBackInTime(String path, long seenZxid, long shownZxid, String detail) {
    @Override
    public String toString() {
        return String.format(
                "ZooKeeper went back in time at %s: seen zxid 0x%x, now 0x%x (%s). Was a backup restored? Bring back"
                        + " newer ZooKeeper data, or restart the cluster above the highest mark of all nodes",
                path, seenZxid, shownZxid, detail);
    }
}
