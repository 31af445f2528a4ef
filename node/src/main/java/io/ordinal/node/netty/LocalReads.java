package io.ordinal.node.netty;

import io.ordinal.node.NodeEvent;
import io.ordinal.node.ReadPermit;
import io.ordinal.node.Reads;
import io.ordinal.node.ReplyTo;
import io.ordinal.node.Scans;
import io.ordinal.node.Table;
import io.ordinal.protocol.ClientReply;
import io.ordinal.protocol.NotServed;
import io.ordinal.protocol.ReadRequest;
import io.ordinal.protocol.ScanRequest;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.RangeId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Answers reads on the threads of the network, from the published permits and the table. {@link Reads} decides; this
 * fetches what it decides on. Safe for use by any thread.
 */
final class LocalReads {
    private final Table table;
    private final Predicate<NodeEvent> loop;
    private final Map<RangeId, ReadPermit> permits = new ConcurrentHashMap<>();
    private volatile @Nullable ClusterMap map;

    /** @param loop takes an event for the node's loop; false if it is overloaded */
    LocalReads(Table table, Predicate<NodeEvent> loop) {
        this.table = table;
        this.loop = loop;
    }

    void mapSeen(ClusterMap newer) {
        map = newer;
    }

    void publish(RangeId range, @Nullable ReadPermit permit) {
        if (permit == null) {
            permits.remove(range);
        } else {
            permits.put(range, permit);
        }
    }

    /** From now on nothing is readable here. */
    void revokeAll() {
        map = null;
        permits.clear();
    }

    /**
     * Decides a read.
     *
     * @param waited true if it has waited in the loop already
     * @return the reply, or null if the loop was given the request and will see to it
     */
    @Nullable
    ClientReply read(ReplyTo to, ReadRequest request, boolean waited) {
        ClusterMap known = map;
        if (known == null) {
            return new NotServed(
                    NotServed.Reason.NOT_RESPONSIBLE,
                    0,
                    100,
                    "there is no cluster map yet: not enough nodes are present");
        }
        RangeId range = known.rangeOf(request.key().token()).id();
        ReadPermit begun = permits.get(range);
        Reads.Outcome outcome = Reads.begin(begun, request, System.nanoTime(), known.version(), waited);
        if (outcome instanceof Reads.FromTable) {
            Table.Read found = table.read(range, request.key());
            outcome = Reads.finish(begun, permits.get(range), request, found, System.nanoTime(), waited);
        }
        if (outcome instanceof Reads.Answer answer) {
            return answer.reply();
        } else if (outcome instanceof Reads.Refusal refusal) {
            return refusal.notServed();
        } else if (outcome instanceof Reads.Expired expired) {
            return handOver(new NodeEvent.ExpiryMet(to, request, expired.sequence()), known);
        }
        return handOver(new NodeEvent.Asked(to, request), known);
    }

    /** Reads a page. It may take a while: not for the threads of the network. */
    ClientReply scan(ScanRequest request) {
        ReadPermit begun = permits.get(request.range());
        ClusterMap known = map;
        long mapVersion = known == null ? 0 : known.version();
        NotServed refused = Scans.refusal(begun, request, System.nanoTime(), mapVersion);
        if (refused != null || begun == null) {
            return refused == null ? Scans.notReadable(mapVersion) : refused;
        }
        Table.Page page = Scans.read(table, begun, request);
        ClientReply reply = Scans.finish(begun, permits.get(request.range()), request, page, System.nanoTime());
        NodeEvent.CloseWanted wanted = Scans.closeWanted(request, reply);
        if (wanted != null) {
            var unused = loop.test(wanted); // an overloaded loop is told when the page is asked for again
        }
        return reply;
    }

    private @Nullable ClientReply handOver(NodeEvent event, ClusterMap known) {
        return loop.test(event)
                ? null
                : new NotServed(
                        NotServed.Reason.OVERLOADED, known.version(), 20, "too many requests wait at this node");
    }
}
