package io.ordinal.simulator.cluster;

import io.ordinal.node.NodeEvent;
import io.ordinal.node.ReadPermit;
import io.ordinal.node.Reads;
import io.ordinal.node.ReplyTo;
import io.ordinal.node.Scans;
import io.ordinal.node.Table;
import io.ordinal.protocol.ClientReply;
import io.ordinal.protocol.NotServed;
import io.ordinal.protocol.ReadMode;
import io.ordinal.protocol.ReadRequest;
import io.ordinal.protocol.ScanRequest;
import io.ordinal.ring.RangeId;
import io.ordinal.simulator.world.Chance;
import io.ordinal.simulator.world.RarePath;
import io.ordinal.simulator.world.RarePaths;
import io.ordinal.simulator.world.SimClock;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The network threads of a node, as far as they answer reads: straight from the permit and the table, beside the loop.
 * Time passes between looking at the permit, reading the table, and looking again.
 */
final class ReadDesk {
    private static final long MICROS = 1_000;

    private final Life life;
    private final Chance chance;
    private final SimClock clock;
    private final Table table;
    private final Consumer<NodeEvent> offer;
    private final BiConsumer<ReplyTo, ClientReply> reply;
    private final LongSupplier mapVersion;
    private final RarePaths rarePaths;
    private final TreeMap<RangeId, ReadPermit> permits = new TreeMap<>();

    ReadDesk(
            Life life,
            Chance chance,
            SimClock clock,
            Table table,
            Consumer<NodeEvent> offer,
            BiConsumer<ReplyTo, ClientReply> reply,
            LongSupplier mapVersion,
            RarePaths rarePaths) {
        this.rarePaths = rarePaths;
        this.life = life;
        this.chance = chance;
        this.clock = clock;
        this.table = table;
        this.offer = offer;
        this.reply = reply;
        this.mapVersion = mapVersion;
    }

    void publish(RangeId range, @Nullable ReadPermit permit) {
        if (permit == null) {
            permits.remove(range);
        } else {
            permits.put(range, permit);
        }
    }

    /** @param waited whether the loop has let the read wait as long as it may */
    void read(ReplyTo to, ReadRequest request, boolean waited) {
        ReadPermit begun = permitFor(request);
        Reads.Outcome outcome = Reads.begin(begun, request, clock.monotonicNanos(), mapVersion.getAsLong(), waited);
        if (begun == null || !(outcome instanceof Reads.FromTable)) {
            carryOut(to, request, outcome);
            return;
        }
        life.after(chance.longTailed(10 * MICROS, 5_000 * MICROS), () -> {
            Table.Read read = table.read(begun.range(), request.key());
            life.after(afterReadingNanos(), () -> {
                Reads.Outcome finished =
                        Reads.finish(begun, permits.get(begun.range()), request, read, clock.monotonicNanos(), waited);
                if (finished instanceof Reads.Refusal && request.mode() instanceof ReadMode.Linearizable) {
                    rarePaths.took(RarePath.LEASE_LOST_BEFORE_ANSWER);
                }
                carryOut(to, request, finished);
            });
        });
    }

    /** The thread that reads is often quick, and now and then gets no processor for longer than a lease lasts. */
    private long afterReadingNanos() {
        return chance.happens(0.01)
                ? chance.between(50_000, 900_000) * MICROS
                : chance.longTailed(5 * MICROS, 50_000 * MICROS);
    }

    /** Reads a page, in the three steps of a read. */
    void scan(ReplyTo to, ScanRequest request) {
        ReadPermit begun = permits.get(request.range());
        NotServed refused = Scans.refusal(begun, request, clock.monotonicNanos(), mapVersion.getAsLong());
        if (refused != null || begun == null) {
            reply.accept(to, refused == null ? Scans.notReadable(mapVersion.getAsLong()) : refused);
            return;
        }
        life.after(chance.longTailed(20 * MICROS, 20_000 * MICROS), () -> {
            Table.Page page = Scans.read(table, begun, request);
            life.after(chance.longTailed(5 * MICROS, 50_000 * MICROS), () -> {
                ReadPermit permit = permits.get(request.range());
                ClientReply answer = Scans.finish(begun, permit, request, page, clock.monotonicNanos());
                NodeEvent.CloseWanted wanted = Scans.closeWanted(request, answer);
                if (wanted != null) {
                    offer.accept(wanted);
                }
                reply.accept(to, answer);
            });
        });
    }

    private void carryOut(ReplyTo to, ReadRequest request, Reads.Outcome outcome) {
        if (outcome instanceof Reads.Answer answer) {
            reply.accept(to, answer.reply());
        } else if (outcome instanceof Reads.Refusal refusal) {
            reply.accept(to, refusal.notServed());
        } else if (outcome instanceof Reads.Expired expired) {
            rarePaths.took(RarePath.EXPIRY_MET);
            offer.accept(new NodeEvent.ExpiryMet(to, request, expired.sequence()));
        } else {
            offer.accept(new NodeEvent.Asked(to, request));
        }
    }

    private @Nullable ReadPermit permitFor(ReadRequest request) {
        for (ReadPermit permit : permits.values()) {
            if (permit.tokens().contains(request.key().token())) {
                return permit;
            }
        }
        return null;
    }
}
