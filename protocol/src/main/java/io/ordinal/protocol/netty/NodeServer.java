package io.ordinal.protocol.netty;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.ordinal.protocol.ClientReply;
import io.ordinal.protocol.ConnectionRefused;
import io.ordinal.protocol.Handshake;
import io.ordinal.protocol.Message;
import io.ordinal.protocol.MessageType;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one port of a process. Register handlers with {@link #on}, then {@link #start}. {@link #reply} and {@link #flush}
 * may be called by any thread.
 */
@SuppressWarnings("FutureReturnValueIgnored") // that a channel closed is told by channelInactive
public final class NodeServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeServer.class);
    private static final int BACKLOG = 1_024;
    private static final int MAX_STRANGERS_AND_NODES = 1_024;

    /**
     * What is read from a socket at once, once it brings much: a page of a copy should come in a few pieces, not many. A
     * connection that brings little begins with Netty's own sizes and keeps to them.
     */
    private static final int MAX_READ_BYTES = 256 << 10;

    private static final int FIRST_READ_BYTES = 2 << 10;
    private static final int MIN_READ_BYTES = 64;
    private static final long CLOSE_MILLIS = 2_000;

    private final NetworkThreads threads;
    private final HandshakePolicy policy;
    private final ServerLimits limits;
    private final Map<MessageType, MessageHandler<Message>> handlers = new EnumMap<>(MessageType.class);
    private final Map<Long, ServerConnection> connections = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<ServerConnection> toFlush = new ConcurrentLinkedQueue<>();
    private final AtomicLong lastId = new AtomicLong();
    private final AtomicInteger clients = new AtomicInteger();
    private final AtomicLong pendingBytes = new AtomicLong();
    private final AtomicBoolean relieving = new AtomicBoolean();
    private volatile @Nullable Channel listening;
    private volatile boolean closed;

    public NodeServer(NetworkThreads threads, HandshakePolicy policy, ServerLimits limits) {
        this.threads = threads;
        this.policy = policy;
        this.limits = limits;
    }

    /**
     * Gives every message that is a {@code kind} to {@code handler}. Before {@link #start}.
     *
     * @throws IllegalArgumentException if a message has two handlers, or {@code kind} is part of the handshake
     */
    public <M extends Message> NodeServer on(Class<M> kind, MessageHandler<? super M> handler) {
        if (listening != null) {
            throw new IllegalStateException("handlers are registered before the server starts");
        }
        for (MessageType type : MessageType.values()) {
            if (kind.isAssignableFrom(type.messageClass())) {
                if (Handshake.class.isAssignableFrom(type.messageClass())) {
                    throw new IllegalArgumentException("the handshake has no handlers");
                }
                MessageHandler<Message> typed = (message, from) -> handler.handle(kind.cast(message), from);
                if (handlers.put(type, typed) != null) {
                    throw new IllegalArgumentException(type + " has two handlers");
                }
            }
        }
        return this;
    }

    /**
     * Listens on {@code host}; port 0 takes any that is free.
     *
     * @throws IOException if it cannot, saying on which address and why; the server may be started again
     */
    public void start(String host, int port) throws IOException {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(threads.group())
                .channel(threads.serverChannel())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new AdaptiveRecvByteBufAllocator(MIN_READ_BYTES, FIRST_READ_BYTES, MAX_READ_BYTES))
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel accepted) {
                        accept(accepted);
                    }
                });
        ChannelFuture bound = bootstrap.bind(host, port).awaitUninterruptibly();
        Throwable cause = bound.cause();
        if (cause != null) {
            throw new IOException(
                    "cannot listen on " + host + ":" + port + ": " + cause.getMessage()
                            + ". Is the port taken? Choose another one, or 0 for any that is free",
                    cause);
        }
        listening = bound.channel();
        LOG.info("listening on {}:{}", host, port());
    }

    /** The port that it listens on. */
    public int port() {
        Channel channel = listening;
        if (channel == null || !(channel.localAddress() instanceof InetSocketAddress address)) {
            throw new IllegalStateException("the server does not listen");
        }
        return address.getPort();
    }

    /**
     * Answers a request that a {@link Responder} told of; the reply leaves with the next {@link #flush}. Does nothing
     * if the connection is gone or the request was answered.
     */
    public void reply(long connectionId, long correlation, ClientReply reply) {
        ServerConnection connection = connections.get(connectionId);
        if (connection != null) {
            connection.reply(correlation, reply);
        }
    }

    /** Sends the replies that were given since the last flush, with one wake-up a connection. */
    public void flush() {
        ServerConnection connection;
        while ((connection = toFlush.poll()) != null) {
            connection.flush();
        }
    }

    /** How many clients are connected. */
    public int clientCount() {
        return clients.get();
    }

    /** How many connections there are: of clients, of nodes, and of those who have not said yet who they are. */
    public int connectionCount() {
        return connections.size();
    }

    /** Stops listening, tells every connection why, and waits shortly until they are gone. Not on a network thread. */
    @Override
    public void close() {
        closed = true;
        Channel channel = listening;
        if (channel != null) {
            channel.close().awaitUninterruptibly(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        }
        List<ServerConnection> open = new ArrayList<>(connections.values());
        ConnectionRefused refused =
                new ConnectionRefused(ConnectionRefused.Reason.SHUTTING_DOWN, "this node is shutting down");
        for (ServerConnection connection : open) {
            connection.channel().eventLoop().execute(() -> connection.refuse(refused));
        }
        long deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSE_MILLIS);
        for (ServerConnection connection : open) {
            long left = Math.max(0, deadlineNanos - System.nanoTime());
            if (!connection.channel().closeFuture().awaitUninterruptibly(left, TimeUnit.NANOSECONDS)) {
                connection.channel().close();
            }
        }
    }

    ServerLimits limits() {
        return limits;
    }

    HandshakePolicy policy() {
        return policy;
    }

    @Nullable
    MessageHandler<Message> handlerOf(Message message) {
        return handlers.get(MessageType.of(message));
    }

    /** Counts one more client, unless there are too many. */
    boolean admitClient() {
        if (clients.incrementAndGet() > limits.maxClients()) {
            clients.decrementAndGet();
            return false;
        }
        return true;
    }

    /** Bytes of replies, over all connections, that their other sides have not taken. */
    long pendingBytes() {
        return pendingBytes.get();
    }

    void pendingBytesChanged(long by) {
        pendingBytes.addAndGet(by);
    }

    /** If too much waits over all connections, ends the one that has left most unread; one at a time. */
    void relieve() {
        if (pendingBytes.get() <= limits.maxAllPendingBytes() || !relieving.compareAndSet(false, true)) {
            return;
        }
        connections.values().stream()
                .max(Comparator.comparingLong(ServerConnection::toldPendingBytes))
                .ifPresent(slowest -> slowest.channel().eventLoop().execute(() -> {
                    slowest.endAsSlowest();
                    relieving.set(false);
                }));
    }

    void rememberToFlush(ServerConnection connection) {
        toFlush.add(connection);
    }

    void ended(ServerConnection connection) {
        connections.remove(connection.id());
        if (connection.isClient()) {
            clients.decrementAndGet();
        }
    }

    private void accept(SocketChannel accepted) {
        if (closed || connections.size() >= limits.maxClients() + MAX_STRANGERS_AND_NODES) {
            accepted.close();
            return;
        }
        FrameDecoder decoder = new FrameDecoder();
        ServerConnection connection = new ServerConnection(lastId.incrementAndGet(), this, accepted, decoder);
        connections.put(connection.id(), connection);
        accepted.pipeline().addLast(decoder, connection);
    }
}
