package io.ordinal.node;

import io.ordinal.protocol.Entry;
import io.ordinal.protocol.NotServed;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.ReadMode;
import io.ordinal.protocol.ReadReply;
import io.ordinal.protocol.ReadRequest;
import io.ordinal.protocol.StoredEntry;
import org.jspecify.annotations.Nullable;

/**
 * Decides reads from a permit and a snapshot of the table, away from the loop. Pure: the caller reads the permit, the
 * clock and the table.
 *
 * <p>A read is decided in three steps: {@link #begin} with the permit in force, then the table is read, then
 * {@link #finish} with the permit in force <em>then</em>: a lease that was revoked or ran out meanwhile spoils the read.
 */
public final class Reads {
    private Reads() {}

    /** What comes of a read. */
    public sealed interface Outcome {}

    /** Read the key from the table, then {@link #finish}. */
    public record FromTable() implements Outcome {}

    /** The answer. */
    public record Answer(ReadReply reply) implements Outcome {}

    /** This node cannot answer. */
    public record Refusal(NotServed notServed) implements Outcome {}

    /** The loop must see to it first: the replica has not come so far, and the request may wait. */
    public record ToLoop() implements Outcome {}

    /** The entry of this number has expired by the clock; that must be committed before it is shown as gone. */
    public record Expired(long sequence) implements Outcome {}

    /**
     * Whether the table may be read for {@code request} at all.
     *
     * @param mapVersion that of this node's map
     * @param waited true if the request has waited in the loop already and must be answered now
     */
    public static Outcome begin(
            @Nullable ReadPermit permit, ReadRequest request, long nowNanos, long mapVersion, boolean waited) {
        if (permit == null || !permit.tokens().contains(request.key().token())) {
            return new Refusal(new NotServed(
                    NotServed.Reason.NOT_RESPONSIBLE,
                    mapVersion,
                    0,
                    "this node holds no readable replica of the range"));
        }
        if (request.mode() instanceof ReadMode.Linearizable && !isLeased(permit, nowNanos)) {
            return permit.mayBeAwaited() && !waited ? new ToLoop() : new Refusal(notLeading(permit));
        }
        return new FromTable();
    }

    /**
     * Decides the read, given what the table had after {@link #begin}.
     *
     * @param permit the one in force after the table was read
     * @param waited true if the request has waited in the loop already and must be answered now
     */
    public static Outcome finish(
            @Nullable ReadPermit begun,
            @Nullable ReadPermit permit,
            ReadRequest request,
            Table.Read read,
            long nowNanos,
            boolean waited) {
        if (permit != null && read.progress() == null && request.mode() instanceof ReadMode.AtLeast atLeast) {
            return waited ? new Refusal(notReached(permit, 0, atLeast.sequence())) : new ToLoop();
        }
        if (begun == null || permit == null || !isOfOneTable(begun, permit) || read.progress() == null) {
            return new Refusal(new NotServed(
                    NotServed.Reason.NOT_RESPONSIBLE,
                    permit == null ? 0 : permit.mapVersion(),
                    20,
                    "the replica is not readable now"));
        }
        long asOf = asOf(permit, read.progress());
        long logTimeMillis = read.progress().logTimeMillis();
        if (request.mode() instanceof ReadMode.Linearizable) {
            if (begun.epoch() != permit.epoch() || !isLeased(permit, nowNanos)) {
                return new Refusal(notLeading(permit));
            }
            long clockMillis = Math.max(logTimeMillis, nowNanos / 1_000_000 + permit.clockOffsetMillis());
            StoredEntry entry = read.entry();
            if (entry != null && entry.isLiveAt(logTimeMillis) && !entry.isLiveAt(clockMillis)) {
                return new Expired(entry.sequence());
            }
            return answer(entry, clockMillis, asOf);
        }
        if (request.mode() instanceof ReadMode.AtLeast atLeast && asOf < atLeast.sequence()) {
            return waited ? new Refusal(notReached(permit, asOf, atLeast.sequence())) : new ToLoop();
        }
        return answer(read.entry(), logTimeMillis, asOf);
    }

    /** Whether the table was this replica's, and none that was being copied over, from the one permit to the other. */
    static boolean isOfOneTable(ReadPermit begun, ReadPermit permit) {
        return begun.epoch() <= permit.epoch() && begun.copiesBegun() == permit.copiesBegun();
    }

    static boolean isLeased(ReadPermit permit, long nowNanos) {
        return permit.leaseEndNanos() != ReadPermit.NO_LEASE && nowNanos - permit.leaseEndNanos() < 0;
    }

    static NotServed notLeading(ReadPermit permit) {
        boolean led = permit.leaseEndNanos() != ReadPermit.NO_LEASE;
        return new NotServed(
                led ? NotServed.Reason.NO_QUORUM : NotServed.Reason.NOT_RESPONSIBLE,
                permit.mapVersion(),
                led ? 100 : 20,
                led
                        ? "the leader has not heard from a majority lately; a read at 'any' still works"
                        : "this node does not lead the range");
    }

    static NotServed notReached(ReadPermit permit, long asOf, long sequence) {
        return new NotServed(
                NotServed.Reason.NOT_REACHED,
                permit.mapVersion(),
                0,
                "this replica has come to #" + asOf + ", not to #" + sequence);
    }

    /** Up to which number a replica holds everything. */
    static long asOf(ReadPermit permit, TableBatch.RangeProgress progress) {
        Position applied = progress.applied();
        boolean closedIsReached = !permit.closedAt().isAfter(applied);
        return closedIsReached ? Math.max(applied.sequence(), permit.closed()) : applied.sequence();
    }

    /** The entry as a reader at this time sees it; null if it sees none. */
    static @Nullable Entry visible(StoredEntry entry, long clockMillis) {
        if (entry.value() == null || !entry.isLiveAt(clockMillis)) {
            return null;
        }
        long remaining = entry.expiresAtMillis() == 0 ? 0 : entry.expiresAtMillis() - clockMillis;
        return new Entry(entry.key(), entry.value(), entry.sequence(), remaining);
    }

    private static Answer answer(@Nullable StoredEntry entry, long clockMillis, long asOf) {
        return new Answer(new ReadReply(entry == null ? null : visible(entry, clockMillis), asOf));
    }
}
