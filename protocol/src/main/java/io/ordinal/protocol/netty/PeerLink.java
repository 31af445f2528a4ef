package io.ordinal.protocol.netty;

import io.netty.channel.EventLoop;
import io.ordinal.protocol.ConnectionRefused;
import io.ordinal.protocol.FrameFormat;
import io.ordinal.protocol.Hello;
import io.ordinal.protocol.Message;
import io.ordinal.protocol.Welcome;
import io.ordinal.ring.Address;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lasting connection to one peer, opened again after every loss. Its state is confined to one event loop.
 *
 * <pre>
 *   dialing --welcome--&gt; connected --loss--&gt; waiting --backoff--&gt; dialing
 *      '----------------failure-------------------^
 * </pre>
 */
final class PeerLink {
    private static final Logger LOG = LoggerFactory.getLogger(PeerLink.class);

    private final NodeId node;
    private final NetworkThreads threads;
    private final Supplier<Hello> hello;
    private final PeerListener listener;
    private final PeerLimits limits;
    private final EventLoop loop;
    private final SendQueue<Message> queue;

    private volatile boolean connected;
    private @Nullable Member wanted;
    private @Nullable Address address;
    private @Nullable DialedConnection connection;
    private @Nullable ScheduledFuture<?> redial;
    private long backoffMillis;
    private boolean lossTold;
    private boolean closed;

    PeerLink(NodeId node, NetworkThreads threads, Supplier<Hello> hello, PeerListener listener, PeerLimits limits) {
        this.node = node;
        this.threads = threads;
        this.hello = hello;
        this.listener = listener;
        this.limits = limits;
        this.loop = threads.group().next();
        this.queue = new SendQueue<>(loop, limits.maxQueuedMessages(), this::write, this::afterWrites);
        this.backoffMillis = limits.firstBackoffMillis();
    }

    boolean isConnected() {
        return connected;
    }

    boolean send(Message message) {
        return connected && queue.offer(message);
    }

    void flush() {
        queue.flush();
    }

    /** Sets whom to connect to, and where. */
    void aim(Member peer, Address where) {
        loop.execute(() -> {
            if (closed || (peer.equals(wanted) && where.equals(address))) {
                return;
            }
            wanted = peer;
            address = where;
            backoffMillis = limits.firstBackoffMillis();
            DialedConnection current = connection;
            if (current != null) {
                current.close(node + " is now " + where);
            }
            dialNow();
        });
    }

    void close() {
        loop.execute(() -> {
            closed = true;
            stopRedial();
            DialedConnection current = connection;
            if (current != null) {
                current.close("the connection to " + node + " is no longer wanted");
            }
        });
    }

    private void dialNow() {
        stopRedial();
        Address where = address;
        if (closed || where == null) {
            return;
        }
        Attempt attempt = new Attempt();
        connection = attempt.dial(where);
    }

    private void write(Message message) {
        DialedConnection current = connection;
        if (current == null || !current.isOpen()) {
            return;
        }
        try {
            current.writer().write(FrameFormat.NO_CORRELATION, message);
        } catch (IllegalArgumentException e) {
            LOG.error("a message to node={} cannot be written and is dropped", node, e);
        }
    }

    private void afterWrites() {
        DialedConnection current = connection;
        if (current == null || !current.isOpen()) {
            return;
        }
        current.writer().flush();
        long pendingBytes = current.writer().pendingBytes();
        if (pendingBytes > limits.maxPendingBytes()) {
            current.close(node + " has not read " + pendingBytes + " bytes");
        }
    }

    private void stopRedial() {
        ScheduledFuture<?> scheduled = redial;
        if (scheduled != null) {
            scheduled.cancel(false);
            redial = null;
        }
    }

    private void lost(ConnectionLostException why) {
        connected = false;
        connection = null;
        queue.drainTo(message -> {});
        if (closed) {
            return;
        }
        if (!lossTold) {
            lossTold = true;
            LOG.info("lost node={}: {}", node, why.getMessage());
            listener.lost(node, why);
        }
        // A little chance keeps nodes that lost each other at once from dialing in step for ever.
        long waitMillis = backoffMillis + ThreadLocalRandom.current().nextLong(backoffMillis / 4 + 1);
        backoffMillis = Math.min(2 * backoffMillis, limits.maxBackoffMillis());
        redial = loop.schedule(this::dialNow, waitMillis, TimeUnit.MILLISECONDS);
    }

    /** One attempt to connect, and the connection that comes of it. */
    private final class Attempt implements DialedConnection.Listener {
        private @Nullable DialedConnection mine;

        DialedConnection dial(Address where) {
            DialedConnection dialed =
                    DialedConnection.dial(threads, loop, where, hello.get(), limits.handshakeMillis(), this);
            mine = dialed;
            return dialed;
        }

        @Override
        public @Nullable ConnectionRefused judge(Welcome welcome) {
            Hello ours = hello.get();
            if (ours.cluster() != null && !ours.cluster().equals(welcome.cluster())) {
                return new ConnectionRefused(
                        ConnectionRefused.Reason.OTHER_CLUSTER, "it belongs to cluster " + welcome.cluster());
            }
            if (!welcome.member().equals(wanted)) {
                return new ConnectionRefused(
                        ConnectionRefused.Reason.OTHER_DISK,
                        "it is " + welcome.member().node() + " with disk "
                                + welcome.member().disk() + ", not the member that is meant");
            }
            return null;
        }

        @Override
        public void opened(Welcome welcome) {
            connected = true;
            lossTold = false;
            backoffMillis = limits.firstBackoffMillis();
            LOG.info("connected node={}", node);
            listener.connected(node, welcome);
        }

        @Override
        public void received(Frame frame) {
            DialedConnection current = mine;
            if (current != null) {
                current.close(node + " sent a message on a connection that only we send on");
            }
        }

        @Override
        public void taken() {}

        @Override
        public void lost(ConnectionLostException why) {
            PeerLink.this.lost(why);
        }
    }
}
