package io.ordinal.simulator;

import io.ordinal.protocol.ClientId;
import io.ordinal.protocol.ClientReply;
import io.ordinal.protocol.ClientRequest;
import io.ordinal.protocol.Condition;
import io.ordinal.protocol.NotServed;
import io.ordinal.protocol.Operation;
import io.ordinal.protocol.ReadMode;
import io.ordinal.protocol.ReadReply;
import io.ordinal.protocol.ReadRequest;
import io.ordinal.protocol.RequestId;
import io.ordinal.protocol.WriteReply;
import io.ordinal.protocol.WriteRequest;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import io.ordinal.simulator.check.Action;
import io.ordinal.simulator.check.Call;
import io.ordinal.simulator.check.Ending;
import io.ordinal.simulator.cluster.DirectClient;
import io.ordinal.simulator.world.Chance;
import io.ordinal.simulator.world.Scheduler;
import java.util.List;

/**
 * A caller who asks one node and nobody else: reads, compare-and-sets that are bound to be rejected, and, if it writes at
 * all, now and then a put. It never tries again, and goes on with something else when there is no answer in time.
 */
final class StubbornCaller {
    private static final long MILLIS = 1_000_000;
    private static final long PATIENCE_NANOS = 700 * MILLIS;

    private final String name;
    private final DirectClient client;
    private final Scheduler scheduler;
    private final Chance chance;
    private final int keys;
    private final boolean writes;
    private final List<Call> history;
    private final ClientId id;
    private long operations;
    private long highestSeen;
    private boolean stopped;
    private boolean busy;

    StubbornCaller(
            String name,
            DirectClient client,
            Scheduler scheduler,
            Chance chance,
            int keys,
            boolean writes,
            List<Call> history) {
        this.name = name;
        this.client = client;
        this.scheduler = scheduler;
        this.chance = chance;
        this.keys = keys;
        this.writes = writes;
        this.history = history;
        this.id = new ClientId(chance.bits(), chance.bits());
        rest();
    }

    /** Begins nothing more. */
    void stop() {
        stopped = true;
    }

    /** Whether an operation has not ended yet. */
    boolean isBusy() {
        return busy;
    }

    private void rest() {
        busy = false;
        scheduler.after(chance.between(1, 30) * MILLIS, () -> {
            if (!stopped) {
                next();
            }
        });
    }

    private void next() {
        busy = true;
        operations++;
        Key key = Workload.key(chance.below(keys));
        if (chance.happens(0.5)) {
            new Asked(new Action.Get(key, ReadMode.LINEARIZABLE)).send(new ReadRequest(key, ReadMode.LINEARIZABLE, 0));
            return;
        }
        Bytes value = Bytes.utf8(name + "-" + operations);
        Condition condition =
                writes && chance.happens(0.2) ? Condition.NONE : new Condition.VersionIs(Workload.NO_VERSION);
        new Asked(new Action.Put(key, value, condition))
                .send(new WriteRequest(
                        new RequestId(id, operations), 1, highestSeen, new Operation.Put(key, value, 0), condition));
    }

    /** One operation: it ends with its answer, or when the caller has had enough. */
    private final class Asked {
        private final Action action;
        private final long invokedNanos = scheduler.nowNanos();
        private boolean over;

        Asked(Action action) {
            this.action = action;
        }

        void send(ClientRequest request) {
            client.ask(request, reply -> end(ending(reply)), mayHaveArrived -> end(noAnswer(mayHaveArrived)));
            scheduler.after(PATIENCE_NANOS, () -> end(noAnswer(true)));
        }

        private Ending noAnswer(boolean mayHaveArrived) {
            return action instanceof Action.Put && mayHaveArrived ? new Ending.Unknown() : new Ending.NotDone();
        }

        private Ending ending(ClientReply reply) {
            if (reply instanceof ReadReply read) {
                highestSeen = Math.max(highestSeen, read.asOfSequence());
                return read.entry() == null
                        ? new Ending.Found(null, 0, read.asOfSequence())
                        : new Ending.Found(read.entry().value(), read.entry().sequence(), read.asOfSequence());
            }
            if (reply instanceof WriteReply.Applied applied) {
                highestSeen = Math.max(highestSeen, applied.sequence());
                return new Ending.Applied(applied.sequence());
            }
            if (reply instanceof WriteReply.Rejected rejected) {
                return new Ending.Rejected(rejected.currentSequence());
            }
            return reply instanceof NotServed ? new Ending.NotDone() : noAnswer(true);
        }

        private void end(Ending ending) {
            if (!over) {
                over = true;
                history.add(new Call(name, action, invokedNanos, scheduler.nowNanos(), ending));
                rest();
            }
        }
    }
}
