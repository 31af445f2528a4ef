package io.ordinal.node;

import io.ordinal.protocol.LogRecord;
import io.ordinal.protocol.NotServed;
import io.ordinal.protocol.Operation;
import io.ordinal.protocol.Position;
import io.ordinal.ring.Key;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the tombstones of one range, under one leadership, and has those that may go removed by a record in the
 * log. At a slow pace, a page at a time, and only while there may be something to find.
 *
 * <p>It walks the table's list of tombstones from the range's start to its end, then rests until one that it passed
 * over, or that was made since, may go.
 */
final class Purging {
    /** Between two walks. Longer leaves tombstones longer, shorter makes more records of fewer tombstones each. */
    private static final long WALK_PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

    /** Between two pages of one walk: at most ten records a second and range, of 1,000 tombstones each. */
    private static final long PAGE_PAUSE_NANOS = Duration.ofMillis(100).toNanos();

    /** Keys looked at for one page: those that may not go yet are passed over. */
    private static final int MAX_VISITED = 4 * LogRecord.Purge.MAX_TOMBSTONES;

    private static final long NOTHING = Table.Tombstones.NONE_PASSED_OVER;

    private final DurableRange durable;
    private final GrantDesk grants;
    private final Turn turn;
    private final Leading leading;

    /** No tombstone has a lower number; 0 if that is not known. */
    private long lowest;

    /** The same once this walk is at its end. */
    private long lowestLeft = NOTHING;

    /** The highest number of a record that deletes, under this leadership. */
    private long newest;

    private @Nullable Key after;
    private boolean busy;
    private long dueNanos;
    private Position purgedAt = Position.START;

    Purging(DurableRange durable, GrantDesk grants, Turn turn, Leading leading) {
        this.durable = durable;
        this.grants = grants;
        this.turn = turn;
        this.leading = leading;
        this.dueNanos = turn.nowNanos() + WALK_PAUSE_NANOS;
    }

    /** A record was appended; if it deletes, there is a tombstone to find. */
    void appended(LogRecord record) {
        boolean deletes = record.payload() instanceof LogRecord.Expire
                || (record.payload() instanceof LogRecord.Write write && write.operation() instanceof Operation.Delete);
        if (deletes) {
            newest = record.position().sequence();
            lowest = Math.min(lowest, record.position().sequence());
            lowestLeft = Math.min(lowestLeft, record.position().sequence());
        }
    }

    /** Looks for the next page if it is time. */
    void tick(Position applied) {
        boolean isDue = !busy && lowest != NOTHING && turn.nowNanos() - dueNanos >= 0 && !purgedAt.isAfter(applied);
        if (!isDue) {
            return;
        }
        long upTo = leading.tombstonesMayGo().sequence();
        if (upTo == 0 || (after == null && lowest > upTo)) {
            dueNanos = turn.nowNanos() + PAGE_PAUSE_NANOS;
            return;
        }
        if (after == null) {
            // What is not applied yet is not to be found yet.
            lowestLeft = newest > applied.sequence() ? applied.sequence() + 1 : NOTHING;
        }
        busy = true;
        turn.findTombstones(durable.range(), durable.tokens(), upTo, after, MAX_VISITED, this::found);
    }

    private void found(Table.Tombstones page) {
        busy = false;
        if (leading.isOver()) {
            return;
        }
        lowestLeft = Math.min(lowestLeft, page.lowestPassedOver());
        after = page.next();
        if (after == null) {
            lowest = lowestLeft;
        }
        dueNanos = turn.nowNanos() + (after == null ? WALK_PAUSE_NANOS : PAGE_PAUSE_NANOS);
        if (!page.found().isEmpty()) {
            busy = true;
            grants.enqueue(new Proposal(page.found(), turn.nowNanos()));
        }
    }

    /** These tombstones were found, and nothing came of it. */
    private void leave() {
        lowest = 0;
        lowestLeft = 0;
    }

    /** A purge that waits for its number. */
    private final class Proposal extends OwnRecord {
        private final List<LogRecord.Tombstone> tombstones;

        Proposal(List<LogRecord.Tombstone> tombstones, long sinceNanos) {
            super(leading, sinceNanos);
            this.tombstones = tombstones;
        }

        @Override
        void append(long number) {
            busy = false;
            if (leading.tombstonesMayGo().sequence() == 0) {
                leave(); // a copy, or a change of members, began since they were looked for
                return;
            }
            purgedAt = leading.append(number, new LogRecord.Purge(tombstones)).position();
        }

        @Override
        public void refuse(NotServed why) {
            busy = false;
            leave();
        }
    }
}
