package io.ordinal.client.netty;

import io.ordinal.client.Call;
import io.ordinal.client.ClientEffect.Send;
import io.ordinal.client.ClientEvent;
import io.ordinal.protocol.ClientReply;
import io.ordinal.protocol.Hello;
import io.ordinal.protocol.netty.NetworkThreads;
import io.ordinal.protocol.netty.ReplyListener;
import io.ordinal.protocol.netty.RequestConnection;
import io.ordinal.protocol.netty.RequestFailedException;
import io.ordinal.ring.Address;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to one node, from dialing to its end; what is sent while it is being opened waits here. Once over it
 * stays so, and a new one takes its place. Any thread.
 */
final class Link {
    private static final Logger LOG = LoggerFactory.getLogger(Link.class);

    /** How long dialing, and again the handshake, may take: on a local network both take a few milliseconds. */
    private static final int HANDSHAKE_MILLIS = 1_000;

    private final Address address;
    private final Consumer<ClientEvent> events;
    private final ArrayDeque<Send> waiting = new ArrayDeque<>();
    private @Nullable RequestConnection connection;
    private @Nullable String overBecause;

    private Link(Address address, Consumer<ClientEvent> events) {
        this.address = address;
        this.events = events;
    }

    static Link open(
            NetworkThreads threads, Address address, Hello hello, int maxRequests, Consumer<ClientEvent> events) {
        Link link = new Link(address, events);
        CompletableFuture<?> unused = RequestConnection.open(threads, address, hello, HANDSHAKE_MILLIS, maxRequests)
                .whenComplete((opened, failure) -> {
                    if (opened != null) {
                        link.opened(opened);
                    } else {
                        link.over(failure == null ? "it cannot be opened" : String.valueOf(failure.getMessage()));
                    }
                });
        return link;
    }

    /** Whether nothing can be sent by it any more. */
    synchronized boolean isOver() {
        return overBecause != null || (connection != null && !connection.isOpen());
    }

    synchronized void send(Send send) {
        if (overBecause != null) {
            events.accept(new ClientEvent.Broken(send.call(), false, overBecause));
        } else if (connection == null) {
            waiting.add(send);
        } else {
            request(connection, send);
        }
    }

    synchronized void flush() {
        if (connection != null) {
            connection.flush();
        }
    }

    /** Ends it; a connection that is still being opened is closed as soon as it is open. */
    synchronized void close() {
        over("it was closed");
        if (connection != null) {
            connection.close();
        }
    }

    private synchronized void opened(RequestConnection opened) {
        if (overBecause != null) {
            opened.close();
            return;
        }
        LOG.debug("connected to {}", address);
        connection = opened;
        Send next;
        while ((next = waiting.poll()) != null) {
            request(opened, next);
        }
        opened.flush();
    }

    private synchronized void over(String why) {
        if (overBecause == null) {
            overBecause = why;
        }
        Send next;
        while ((next = waiting.poll()) != null) {
            events.accept(new ClientEvent.Broken(next.call(), false, why));
        }
    }

    private void request(RequestConnection opened, Send send) {
        opened.request(send.request(), new Answer(send.call(), events));
    }

    /** Brings what becomes of a request back to the core. */
    private record Answer(Call call, Consumer<ClientEvent> events) implements ReplyListener {
        @Override
        public void replied(ClientReply reply) {
            events.accept(new ClientEvent.Answered(call, reply));
        }

        @Override
        public void failed(RequestFailedException why) {
            boolean mayHaveArrived = why.outcome() != RequestFailedException.Outcome.NOT_SENT;
            events.accept(new ClientEvent.Broken(call, mayHaveArrived, String.valueOf(why.getMessage())));
        }
    }
}
