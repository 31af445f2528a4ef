package io.ordinal.rebalancer;

import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.StoredMap;
import org.jspecify.annotations.Nullable;

/**
 * What a candidate has seen of the world: the newest map, and how new a map any node has seen. Authority for nothing; but
 * a map behind those marks means that ZooKeeper went back in time.
 */
final class World {
    private @Nullable StoredMap newest;
    private boolean ownMarksKnown;
    private long zxidMark;
    private long versionMark;
    private long zxidMarkAtRead;
    private long versionMarkAtRead;

    @Nullable
    StoredMap newest() {
        return newest;
    }

    @Nullable
    ClusterMap map() {
        return newest == null ? null : newest.map();
    }

    boolean ownMarksKnown() {
        return ownMarksKnown;
    }

    void ownMark(long mapZxid) {
        ownMarksKnown = true;
        zxidMark = Math.max(zxidMark, mapZxid);
    }

    /** A node works by the map of this version. */
    void versionSeen(long mapVersion) {
        versionMark = Math.max(versionMark, mapVersion);
    }

    /**
     * Takes a hint; false if it is old news. In office our own writes are known before their zxid is, so there a watch
     * that is late shows a newer zxid with an older version.
     */
    boolean hint(StoredMap stored, boolean inOffice) {
        StoredMap known = newest;
        if (known != null && stored.zxid() <= known.zxid()) {
            return false;
        }
        if (known != null && inOffice && stored.map().version() < known.map().version()) {
            return false;
        }
        newest = stored;
        return true;
    }

    /** A synced read is about to be sent: what it returns cannot be behind what nodes have seen by now. */
    void readSent() {
        zxidMarkAtRead = zxidMark;
        versionMarkAtRead = versionMark;
    }

    /** Whether what the last synced read found proves that the map went back. */
    boolean isBehindRead(@Nullable StoredMap found) {
        return isBehind(found, zxidMarkAtRead, versionMarkAtRead);
    }

    /** Whether the newest map is older than the marks: by a late watch, or because the map went back. */
    boolean newestIsBehind() {
        return isBehind(newest, zxidMark, versionMark);
    }

    /** Takes what is known to be the current map. */
    void take(StoredMap current) {
        newest = current;
    }

    private static boolean isBehind(@Nullable StoredMap stored, long zxidMark, long versionMark) {
        if (stored == null) {
            return zxidMark > 0 || versionMark > 0;
        }
        return stored.zxid() < zxidMark || stored.map().version() < versionMark;
    }
}
