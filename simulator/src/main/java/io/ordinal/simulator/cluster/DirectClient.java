package io.ordinal.simulator.cluster;

import io.ordinal.protocol.ClientReply;
import io.ordinal.protocol.ClientRequest;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A client of one node: it knows no map and asks nobody else. Its requests are as good as any other's. */
public final class DirectClient {
    private final Cluster cluster;
    private final String name;
    private final SimNode node;
    private @Nullable ClientLink link;

    DirectClient(Cluster cluster, String name, SimNode node) {
        this.cluster = cluster;
        this.name = name;
        this.node = node;
    }

    /**
     * Sends a request.
     *
     * @param broken runs in the place of {@code answered} when no answer will come; true if the request may have arrived.
     *     Neither runs if the connection stands and the node does not answer
     */
    public void ask(ClientRequest request, Consumer<ClientReply> answered, Consumer<Boolean> broken) {
        ClientLink open = link;
        if (open == null || open.isOver()) {
            open = cluster.openLink(name, node.address());
            link = open;
        }
        open.ask(request, new ClientLink.Asker() {
            @Override
            public void answered(ClientReply reply) {
                answered.accept(reply);
            }

            @Override
            public void broken(boolean mayHaveArrived, String why) {
                broken.accept(mayHaveArrived);
            }
        });
    }
}
