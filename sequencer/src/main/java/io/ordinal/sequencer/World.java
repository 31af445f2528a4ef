package io.ordinal.sequencer;

import io.ordinal.protocol.Marks;
import org.jspecify.annotations.Nullable;

/**
 * What a candidate has seen of the world: the newest record, and the highest marks of any node. Authority for nothing;
 * but a record behind the marks means that ZooKeeper went back in time.
 */
final class World {
    private @Nullable StoredSequencerRecord newest;
    private Marks marks = Marks.NONE;
    private boolean ownMarksKnown;
    private Marks marksAtRead = Marks.NONE;

    @Nullable
    StoredSequencerRecord newest() {
        return newest;
    }

    @Nullable
    SequencerRecord record() {
        return newest == null ? null : newest.record();
    }

    Marks marks() {
        return marks;
    }

    boolean ownMarksKnown() {
        return ownMarksKnown;
    }

    void ownMarks(Marks own) {
        ownMarksKnown = true;
        marksOf(own);
    }

    void marksOf(Marks ofNode) {
        marks = marks.max(ofNode);
    }

    /** Takes a hint; false if it is old news. */
    boolean hint(StoredSequencerRecord stored) {
        return (newest == null || stored.zxid() > newest.zxid()) && take(stored);
    }

    /** A synced read is about to be sent: what it returns cannot be behind what nodes have seen by now. */
    void readSent() {
        marksAtRead = marks;
    }

    /** Whether what the last synced read found proves that the record went back. */
    boolean isBehindRead(@Nullable StoredSequencerRecord found) {
        return isBehind(found, marksAtRead);
    }

    /** Whether the newest record seen is older than the marks: by a late watch, or because the record went back. */
    boolean newestIsBehind() {
        return isBehind(newest, marks);
    }

    /** Takes what a synced read found, be it news or not; returns whether it is. */
    boolean take(StoredSequencerRecord found) {
        boolean news = newest == null || newest.zxid() != found.zxid();
        newest = found;
        return news;
    }

    long highestTerm() {
        return Math.max(newest == null ? 0 : newest.record().term(), marks.term());
    }

    private static boolean isBehind(@Nullable StoredSequencerRecord stored, Marks marks) {
        if (stored == null) {
            return marks.term() > 0 || marks.sequence() > 0;
        }
        SequencerRecord record = stored.record();
        return record.term() < marks.term()
                || (record.term() == marks.term() && stored.zxid() < marks.sequencerZxid())
                || record.ceiling() < marks.sequence();
    }
}
