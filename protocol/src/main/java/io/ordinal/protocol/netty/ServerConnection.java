package io.ordinal.protocol.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.collection.LongObjectHashMap;
import io.ordinal.protocol.ClientRequest;
import io.ordinal.protocol.ConnectionRefused;
import io.ordinal.protocol.FrameFormat;
import io.ordinal.protocol.Handshake;
import io.ordinal.protocol.HandshakeRules;
import io.ordinal.protocol.Hello;
import io.ordinal.protocol.MalformedMessageException;
import io.ordinal.protocol.Message;
import io.ordinal.protocol.Welcome;
import java.io.IOException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One accepted connection: first the handshake, then requests and replies until it ends. It is not read further while
 * more bytes of requests are unanswered than its credit, or too many bytes of replies wait for it. Confined to its
 * event loop, but for {@link #reply} and {@link #replyNow}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // that a channel closed is told by channelInactive
final class ServerConnection extends SimpleChannelInboundHandler<Frame> {
    private static final Logger LOG = LoggerFactory.getLogger(ServerConnection.class);
    private static final int MAX_QUEUED_REPLIES = 1 << 18;

    /** Beyond this the other side is taken to be slow, and asks no more until it has read. */
    private static final long PAUSE_AT_PENDING_BYTES = 1 << 20;

    /** A reply on its way to the event loop. */
    private record Outgoing(long correlation, Message message) {}

    private final long id;
    private final NodeServer server;
    private final Channel channel;
    private final FrameDecoder decoder;
    private final FrameWriter writer;
    private final SendQueue<Outgoing> queue;
    private final AtomicBoolean dirty = new AtomicBoolean();
    private final LongObjectHashMap<Integer> unanswered = new LongObjectHashMap<>();
    private long unansweredBytes;
    private int creditBytes;
    private volatile @Nullable Peer peer;
    private @Nullable Future<?> handshakeDeadline;
    private boolean ending;

    /** What the server has been told of {@link FrameWriter#pendingBytes}. */
    private volatile long toldPendingBytes;

    private boolean gone;
    private long takenNanos;
    private boolean watchesForStall;

    ServerConnection(long id, NodeServer server, Channel channel, FrameDecoder decoder) {
        this.id = id;
        this.server = server;
        this.channel = channel;
        this.decoder = decoder;
        this.writer = new FrameWriter(channel, this::taken);
        this.queue = new SendQueue<>(channel.eventLoop(), MAX_QUEUED_REPLIES, this::answer, writer::flush);
    }

    long id() {
        return id;
    }

    /** Who is at the other side. Only after the handshake. */
    Peer peer() {
        Peer known = peer;
        if (known == null) {
            throw new IllegalStateException("connection " + id + " has not said yet who it is");
        }
        return known;
    }

    boolean isClient() {
        Peer known = peer;
        return known != null && !known.isNode();
    }

    Channel channel() {
        return channel;
    }

    /** Any thread. The reply waits for {@link #flush}. */
    void reply(long correlation, Message message) {
        if (!queue.offer(new Outgoing(correlation, message))) {
            channel.eventLoop().execute(() -> end("more than " + MAX_QUEUED_REPLIES + " replies are waiting for it"));
        } else if (dirty.compareAndSet(false, true)) {
            server.rememberToFlush(this);
        }
    }

    /** Any thread. */
    void flush() {
        dirty.set(false);
        queue.flush();
    }

    /** Any thread. */
    void replyNow(long correlation, Message message) {
        if (channel.eventLoop().inEventLoop()) {
            answer(new Outgoing(correlation, message));
            writer.flushSoon();
        } else {
            reply(correlation, message);
            flush();
        }
    }

    /** Says why, then closes: at the latest when the time of a handshake has passed, should the other side not read. */
    void refuse(ConnectionRefused refused) {
        if (ending) {
            return;
        }
        ending = true;
        decoder.pause();
        writer.write(FrameFormat.NO_CORRELATION, refused);
        writer.flush();
        channel.writeAndFlush(channel.alloc().buffer(0)).addListener(ChannelFutureListener.CLOSE);
        Future<?> lastResort = channel.eventLoop()
                .schedule(() -> channel.close(), server.limits().handshakeMillis(), TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(gone -> lastResort.cancel(false));
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        long millis = server.limits().handshakeMillis();
        handshakeDeadline = ctx.executor()
                .schedule(
                        () -> end("it did not say within " + millis + " ms who it is"), millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        ending = true;
        stopHandshakeDeadline();
        writer.discard();
        leave();
        server.ended(this);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Frame frame) {
        if (ending) {
            return;
        }
        if (peer == null) {
            shakeHands(ctx, frame.message());
        } else {
            dispatch(peer(), frame);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof IdleStateEvent && unanswered.isEmpty()) {
            ctx.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof DecoderException && cause.getCause() instanceof MalformedMessageException malformed) {
            malformed(malformed.getMessage());
        } else if (cause instanceof IOException) {
            LOG.debug("connection {} from {} broke: {}", id, channel.remoteAddress(), cause.toString());
            ctx.close();
        } else if (!ending) {
            LOG.error("connection {} from {} is closed", id, channel.remoteAddress(), cause);
            ctx.close();
        }
    }

    private void shakeHands(ChannelHandlerContext ctx, Message first) {
        if (!(first instanceof Hello hello)) {
            malformed("the first message is no hello");
            return;
        }
        Handshake answer = hello.protocolVersion() == Hello.PROTOCOL_VERSION
                ? server.policy().answer(hello)
                : HandshakeRules.otherVersion(hello.protocolVersion());
        if (!(answer instanceof Welcome welcome)) {
            refuse(
                    answer instanceof ConnectionRefused refused
                            ? refused
                            : new ConnectionRefused(ConnectionRefused.Reason.SHUTTING_DOWN, "not open yet"));
            LOG.warn("refused {}: {}", channel.remoteAddress(), answer);
            return;
        }
        Peer known =
                new Peer(hello.member(), hello.runNumber(), hello.marks(), String.valueOf(channel.remoteAddress()));
        if (!known.isNode() && !server.admitClient()) {
            refuse(new ConnectionRefused(
                    ConnectionRefused.Reason.TOO_MANY_CONNECTIONS,
                    "this node serves at most " + server.limits().maxClients() + " clients: try another node"));
            return;
        }
        peer = known;
        creditBytes = welcome.creditBytes();
        stopHandshakeDeadline();
        decoder.endHandshake();
        if (!known.isNode()) {
            ctx.pipeline()
                    .addFirst(
                            "idle",
                            new IdleStateHandler(server.limits().clientIdleMillis(), 0, 0, TimeUnit.MILLISECONDS));
        }
        writer.write(FrameFormat.NO_CORRELATION, welcome);
        writer.flush();
        LOG.debug("connection {} opened by {}", id, known);
    }

    private void dispatch(Peer from, Frame frame) {
        Message message = frame.message();
        boolean request = message instanceof ClientRequest;
        if (request == (frame.correlation() == FrameFormat.NO_CORRELATION)) {
            malformed("a request carries a correlation id, and nothing else does");
            return;
        }
        MessageHandler<Message> handler = server.handlerOf(message);
        if (handler == null || (!request && !from.isNode())) {
            malformed("a " + message.getClass().getSimpleName() + " is not taken here from a "
                    + (from.isNode() ? "node" : "client"));
            return;
        }
        if (request) {
            if (unanswered.put(frame.correlation(), Integer.valueOf(frame.bytes())) != null) {
                malformed("two unanswered requests have the correlation id " + frame.correlation());
                return;
            }
            unansweredBytes += frame.bytes();
        }
        handler.handle(message, new Responder(this, frame.correlation()));
        if (unansweredBytes > creditBytes || writer.pendingBytes() > PAUSE_AT_PENDING_BYTES) {
            decoder.pause();
        }
    }

    private void answer(Outgoing outgoing) {
        Integer bytes = ending ? null : unanswered.remove(outgoing.correlation());
        if (bytes == null) {
            return;
        }
        unansweredBytes -= bytes;
        if (writer.pendingBytes() == 0) {
            takenNanos = System.nanoTime(); // the other side had taken everything until now
        }
        try {
            writer.write(outgoing.correlation(), outgoing.message());
        } catch (IllegalArgumentException e) {
            LOG.error("a reply to {} cannot be written", peer(), e);
            end("a reply to it cannot be written");
            return;
        }
        tellPending();
        watchForStall();
        if (writer.pendingBytes() > server.limits().maxPendingBytes()) {
            end("it has not read " + writer.pendingBytes() + " bytes of replies");
        } else {
            readOnIfThereIsRoom();
            server.relieve();
        }
    }

    /** Bytes of replies that the other side has not taken, as of a moment ago. Any thread. */
    long toldPendingBytes() {
        return toldPendingBytes;
    }

    /** Too much waits over all connections, and most of it here. */
    void endAsSlowest() {
        end("it has not read " + writer.pendingBytes() + " bytes of replies, and all connections together "
                + server.pendingBytes());
    }

    /** The other side has taken some of what waits for it. */
    private void taken() {
        takenNanos = System.nanoTime();
        tellPending();
        readOnIfThereIsRoom();
    }

    private void tellPending() {
        if (!gone) {
            tellPending(writer.pendingBytes());
        }
    }

    private void tellPending(long bytes) {
        server.pendingBytesChanged(bytes - toldPendingBytes);
        toldPendingBytes = bytes;
    }

    /** What waits is dropped. */
    private void leave() {
        gone = true;
        tellPending(0);
    }

    private void watchForStall() {
        if (!watchesForStall) {
            watchesForStall = true;
            lookForStallIn(TimeUnit.MILLISECONDS.toNanos(server.limits().stalledMillis()));
        }
    }

    private void lookForStallIn(long nanos) {
        channel.eventLoop().schedule(this::lookForStall, nanos, TimeUnit.NANOSECONDS);
    }

    private void lookForStall() {
        long limitNanos = TimeUnit.MILLISECONDS.toNanos(server.limits().stalledMillis());
        long stalledNanos = System.nanoTime() - takenNanos;
        if (gone || writer.pendingBytes() == 0) {
            watchesForStall = false;
        } else if (stalledNanos < limitNanos) {
            lookForStallIn(limitNanos - stalledNanos);
        } else {
            end("it has taken none of " + writer.pendingBytes() + " bytes of replies for "
                    + server.limits().stalledMillis() + " ms");
        }
    }

    private void readOnIfThereIsRoom() {
        if (!ending && unansweredBytes <= creditBytes / 2 && writer.pendingBytes() <= PAUSE_AT_PENDING_BYTES / 2) {
            decoder.resume();
        }
    }

    private void malformed(String why) {
        if (!ending) {
            LOG.warn("closed connection {} from {}: malformed: {}", id, channel.remoteAddress(), why);
            refuse(new ConnectionRefused(ConnectionRefused.Reason.MALFORMED_FRAME, why));
        }
    }

    private void end(String why) {
        if (!ending) {
            ending = true;
            LOG.warn("closed connection {} from {}: {}", id, channel.remoteAddress(), why);
            channel.close();
            leave();
        }
    }

    private void stopHandshakeDeadline() {
        Future<?> deadline = handshakeDeadline;
        if (deadline != null) {
            deadline.cancel(false);
            handshakeDeadline = null;
        }
    }
}
