package io.ordinal.simulator.cluster;

import io.ordinal.protocol.ClientReply;
import io.ordinal.protocol.ClientRequest;
import io.ordinal.simulator.world.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A client's connection to a node, with what it waits for on it. It ends with the process that accepted it. */
final class ClientLink {
    private final long number;
    private final SimNode node;
    private final Connection connection;
    private final TreeMap<Long, Asker> awaited = new TreeMap<>();
    private @Nullable NodeProcess acceptedBy;
    private long correlations;
    private boolean refused;
    private boolean over;

    /** Who waits for the answer to one request; it hears of exactly one of these. */
    interface Asker {
        void answered(ClientReply reply);

        /** @param mayHaveArrived false only if no byte of the request can have left */
        void broken(boolean mayHaveArrived, String why);
    }

    /** @param number unlike that of any other connection of the run */
    ClientLink(long number, SimNode node, Connection connection) {
        this.number = number;
        this.node = node;
        this.connection = connection;
        connection.whenBroken(() -> fail(true, "the connection broke"), () -> {});
    }

    long number() {
        return number;
    }

    /** Whether nothing can be sent on it any more, as far as the client knows. */
    boolean isOver() {
        return over;
    }

    void ask(ClientRequest request, Asker asker) {
        long correlation = ++correlations;
        awaited.put(correlation, asker);
        connection.toAcceptor(() -> arrive(correlation, request), () -> straggle(correlation, request));
    }

    void answer(long correlation, ClientReply reply) {
        connection.toOpener(() -> {
            Asker asker = awaited.remove(correlation);
            if (asker != null && !over) {
                asker.answered(reply);
            }
        });
    }

    void breakNow() {
        connection.breakNow();
    }

    private void arrive(long correlation, ClientRequest request) {
        NodeProcess process = node.process();
        if (refused) {
            return; // Nothing arrives on a connection that never was one, whoever listens there by now.
        }
        if (acceptedBy == null && process == null) {
            refused = true;
            connection.toOpener(() -> {
                fail(false, "nobody listens there");
                connection.breakNow();
            });
        } else if (process != null && (acceptedBy == null || acceptedBy == process)) {
            acceptedBy = process;
            process.life().after(0, () -> process.asked(this, correlation, request));
        } else {
            connection.breakNow();
        }
    }

    /** The request was with the machine already when its connection broke, and is read from there later. */
    private void straggle(long correlation, ClientRequest request) {
        NodeProcess process = node.process();
        if (process != null && process == acceptedBy) {
            process.straggled(this, correlation, request);
        }
    }

    private void fail(boolean mayHaveArrived, String why) {
        over = true;
        List<Asker> lost = new ArrayList<>(awaited.values());
        awaited.clear();
        lost.forEach(asker -> asker.broken(mayHaveArrived, why));
    }
}
