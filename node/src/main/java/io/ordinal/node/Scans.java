package io.ordinal.node;

import io.ordinal.protocol.ClientReply;
import io.ordinal.protocol.Entry;
import io.ordinal.protocol.NotServed;
import io.ordinal.protocol.ReadMode;
import io.ordinal.protocol.ScanReply;
import io.ordinal.protocol.ScanRequest;
import io.ordinal.protocol.StoredEntry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides pages of scans, away from the loop, in the same three steps as {@link Reads}. Pure.
 *
 * <p>An entry that has expired by the clock, but not by the committed log time, is still shown.
 */
public final class Scans {
    /** A page ends after so many entries, whether they matched the prefix or not, so that it ends in time. */
    private static final int MAX_VISITED = 20_000;

    private static final int MAX_BYTES = 1 << 20;

    private Scans() {}

    /** Why the page cannot be read here; null if it can. */
    public static @Nullable NotServed refusal(
            @Nullable ReadPermit permit, ScanRequest request, long nowNanos, long mapVersion) {
        if (permit == null || !permit.tokens().covers(request.tokens())) {
            return notReadable(mapVersion);
        }
        return request.mode() instanceof ReadMode.Linearizable && !Reads.isLeased(permit, nowNanos)
                ? Reads.notLeading(permit)
                : null;
    }

    public static Table.Page read(Table table, ReadPermit permit, ScanRequest request) {
        int limit = Math.max(1, Math.min(request.limit(), ScanRequest.MAX_LIMIT));
        return table.scan(
                permit.range(), request.tokens(), request.prefix(), request.after(), limit, MAX_VISITED, MAX_BYTES);
    }

    /** Decides the page, given the permit in force after it was read. */
    public static ClientReply finish(
            ReadPermit begun, @Nullable ReadPermit permit, ScanRequest request, Table.Page page, long nowNanos) {
        if (permit == null || !Reads.isOfOneTable(begun, permit) || page.progress() == null) {
            return notReadable(begun.mapVersion());
        }
        boolean linearizable = request.mode() instanceof ReadMode.Linearizable;
        if (linearizable && (begun.epoch() != permit.epoch() || !Reads.isLeased(permit, nowNanos))) {
            return Reads.notLeading(permit);
        }
        long asOf = Reads.asOf(permit, page.progress());
        if (request.mode() instanceof ReadMode.AtLeast atLeast && asOf < atLeast.sequence()) {
            return Reads.notReached(permit, asOf, atLeast.sequence());
        }
        long logTimeMillis = page.progress().logTimeMillis();
        List<Entry> entries = new ArrayList<>(page.entries().size());
        for (StoredEntry stored : page.entries()) {
            Entry entry = Reads.visible(stored, logTimeMillis);
            if (entry != null) {
                entries.add(entry);
            }
        }
        return new ScanReply(entries, page.next(), asOf);
    }

    /** What is to be told to the loop after such a reply, so that the page can be read when it is asked for again; null if nothing. */
    public static NodeEvent.@Nullable CloseWanted closeWanted(ScanRequest request, ClientReply reply) {
        boolean isNotReached =
                reply instanceof NotServed notServed && notServed.reason() == NotServed.Reason.NOT_REACHED;
        return isNotReached && request.mode() instanceof ReadMode.AtLeast atLeast
                ? new NodeEvent.CloseWanted(request.range(), atLeast.sequence())
                : null;
    }

    public static NotServed notReadable(long mapVersion) {
        return new NotServed(
                NotServed.Reason.NOT_RESPONSIBLE, mapVersion, 20, "this node holds no readable replica of the range");
    }
}
