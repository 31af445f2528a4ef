package io.ordinal.protocol.netty;

import io.netty.channel.EventLoop;
import io.netty.util.collection.LongObjectHashMap;
import io.ordinal.protocol.ClientReply;
import io.ordinal.protocol.ClientRequest;
import io.ordinal.protocol.ConnectionRefused;
import io.ordinal.protocol.Hello;
import io.ordinal.protocol.Welcome;
import io.ordinal.ring.Address;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection to one node: pipelined requests, each with one reply, in any order. It is not opened again
 * after a loss: who asks decides where to ask next. Requests may be made by any thread; at most as many bytes as the
 * node's credit are unanswered on the wire, the others wait here.
 *
 * <p>There is no time limit for a reply. Who no longer waits for one lets the listener ignore it, and closes the
 * connection if the node seems dead.
 */
public final class RequestConnection implements AutoCloseable {
    private final Address address;
    private final EventLoop loop;
    private final int maxInFlight;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final SendQueue<Pending> queue;
    private final CompletableFuture<RequestConnection> opened = new CompletableFuture<>();
    private final CompletableFuture<ConnectionLostException> lost = new CompletableFuture<>();
    private final LongObjectHashMap<Pending> unanswered = new LongObjectHashMap<>();
    private final ArrayDeque<Pending> waiting = new ArrayDeque<>();
    private @Nullable DialedConnection connection;
    private volatile @Nullable Welcome welcome;
    private volatile boolean closed;
    private long unansweredBytes;
    private long lastCorrelation;

    /** A request without a reply yet. */
    private static final class Pending {
        private final ClientRequest request;
        private final ReplyListener listener;
        private int bytes;

        Pending(ClientRequest request, ReplyListener listener) {
            this.request = request;
            this.listener = listener;
        }
    }

    private RequestConnection(Address address, EventLoop loop, int maxInFlight) {
        this.address = address;
        this.loop = loop;
        this.maxInFlight = maxInFlight;
        this.queue = new SendQueue<>(loop, maxInFlight, waiting::add, this::sendWaiting);
    }

    /**
     * Opens a connection.
     *
     * @param handshakeMillis bounds the dialing, and again the handshake
     * @param maxInFlight how many requests may be without a reply, those that wait for credit included; at least 256
     * @return completes with {@link ConnectionLostException} if it cannot be opened
     */
    public static CompletableFuture<RequestConnection> open(
            NetworkThreads threads, Address address, Hello hello, int handshakeMillis, int maxInFlight) {
        EventLoop loop = threads.group().next();
        RequestConnection made = new RequestConnection(address, loop, maxInFlight);
        loop.execute(() -> made.connection =
                DialedConnection.dial(threads, loop, address, hello, handshakeMillis, made.new Events(hello)));
        return made.opened;
    }

    public Address address() {
        return address;
    }

    /** What the node said of itself. */
    public Welcome welcome() {
        Welcome known = welcome;
        if (known == null) {
            throw new IllegalStateException("the connection to " + address + " is not open yet");
        }
        return known;
    }

    public boolean isOpen() {
        return welcome != null && !closed;
    }

    /** Completes, with the reason, when the connection is lost or closed. */
    public CompletableFuture<ConnectionLostException> lost() {
        return lost.copy();
    }

    /** Sends a request and flushes. The future fails with {@link RequestFailedException} only. */
    public CompletableFuture<ClientReply> request(ClientRequest request) {
        CompletableFuture<ClientReply> result = new CompletableFuture<>();
        request(request, new ReplyListener() {
            @Override
            public void replied(ClientReply reply) {
                result.complete(reply);
            }

            @Override
            public void failed(RequestFailedException why) {
                result.completeExceptionally(why);
            }
        });
        flush();
        return result;
    }

    /** Sends a request with the next {@link #flush}. The listener is called exactly once, perhaps before this returns. */
    public void request(ClientRequest request, ReplyListener listener) {
        if (inFlight.incrementAndGet() > maxInFlight) {
            inFlight.decrementAndGet();
            listener.failed(notSent("more than " + maxInFlight + " requests to " + address + " are without a reply"));
            return;
        }
        Pending pending = new Pending(request, listener);
        if (!queue.offer(pending)) {
            fail(pending, notSent("too many requests to " + address + " are waiting"));
        } else if (closed) {
            // It may have been added after the queue was emptied for good.
            loop.execute(this::failQueued);
        }
    }

    /** Wakes the network thread once for all requests made since the last flush. */
    public void flush() {
        queue.flush();
    }

    /** Closes the connection; requests without a reply fail. */
    @Override
    public void close() {
        loop.execute(() -> {
            DialedConnection current = connection;
            if (current != null) {
                current.close("the connection to " + address + " was closed by its user");
            }
        });
    }

    private void sendWaiting() {
        DialedConnection current = connection;
        Welcome known = welcome;
        if (closed || current == null || known == null) {
            failQueued();
            return;
        }
        Pending next;
        while ((unansweredBytes < known.creditBytes()) && (next = waiting.poll()) != null) {
            try {
                next.bytes = current.writer().write(++lastCorrelation, next.request);
                unanswered.put(lastCorrelation, next);
                unansweredBytes += next.bytes;
            } catch (IllegalArgumentException e) {
                fail(next, new RequestFailedException(RequestFailedException.Outcome.NOT_SENT, e.getMessage(), e));
            }
        }
        current.writer().flush();
    }

    private void received(Frame frame) {
        Pending pending = unanswered.remove(frame.correlation());
        if (pending == null || !(frame.message() instanceof ClientReply reply)) {
            DialedConnection current = connection;
            if (current != null) {
                current.close(address + " sent what is no reply to any request");
            }
            if (pending != null) {
                fail(pending, unknown(address + " sent what is no reply"));
            }
            return;
        }
        inFlight.decrementAndGet();
        unansweredBytes -= pending.bytes;
        pending.listener.replied(reply);
        if (!waiting.isEmpty()) {
            queue.wake();
        }
    }

    private void lost(ConnectionLostException why) {
        closed = true;
        connection = null;
        List<Pending> sent = new ArrayList<>(unanswered.values());
        unanswered.clear();
        for (Pending pending : sent) {
            fail(pending, unknown(why.getMessage()));
        }
        failQueued();
        opened.completeExceptionally(why);
        lost.complete(why);
    }

    private void failQueued() {
        queue.drainTo(waiting::add);
        Pending next;
        while ((next = waiting.poll()) != null) {
            fail(next, notSent("the connection to " + address + " is closed"));
        }
    }

    private void fail(Pending pending, RequestFailedException why) {
        inFlight.decrementAndGet();
        pending.listener.failed(why);
    }

    private static RequestFailedException notSent(String why) {
        return new RequestFailedException(RequestFailedException.Outcome.NOT_SENT, why);
    }

    private static RequestFailedException unknown(@Nullable String why) {
        return new RequestFailedException(
                RequestFailedException.Outcome.UNKNOWN, "no reply came, it may have run: " + why);
    }

    /** What the connection tells. */
    private final class Events implements DialedConnection.Listener {
        private final Hello hello;

        Events(Hello hello) {
            this.hello = hello;
        }

        @Override
        public @Nullable ConnectionRefused judge(Welcome theirs) {
            return hello.cluster() == null || hello.cluster().equals(theirs.cluster())
                    ? null
                    : new ConnectionRefused(
                            ConnectionRefused.Reason.OTHER_CLUSTER, "it belongs to cluster " + theirs.cluster());
        }

        @Override
        public void opened(Welcome theirs) {
            welcome = theirs;
            opened.complete(RequestConnection.this);
        }

        @Override
        public void received(Frame frame) {
            RequestConnection.this.received(frame);
        }

        @Override
        public void taken() {}

        @Override
        public void lost(ConnectionLostException why) {
            RequestConnection.this.lost(why);
        }
    }
}
