package io.ordinal.protocol.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.handler.codec.DecoderException;
import io.ordinal.protocol.ConnectionRefused;
import io.ordinal.protocol.FrameFormat;
import io.ordinal.protocol.HandshakeRules;
import io.ordinal.protocol.Hello;
import io.ordinal.protocol.MalformedMessageException;
import io.ordinal.protocol.Message;
import io.ordinal.protocol.Welcome;
import io.ordinal.ring.Address;
import java.net.InetSocketAddress;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection that this process opened: dial, say hello, be welcomed, then frames both ways until it ends. Confined
 * to the event loop it is given, on which the listener is called, too.
 */
@SuppressWarnings("FutureReturnValueIgnored") // that a channel closed is told by channelInactive
final class DialedConnection extends SimpleChannelInboundHandler<Frame> {
    /** Unacknowledged bytes for so long mean that the other machine is gone; TCP itself would try for minutes. */
    private static final int TCP_USER_TIMEOUT_MILLIS = 5_000;

    /** What becomes of a connection. */
    interface Listener {
        /** Why the other side is not whom we want, or null if it is. */
        @Nullable
        ConnectionRefused judge(Welcome welcome);

        void opened(Welcome welcome);

        void received(Frame frame);

        /** The socket has taken some of what was written. */
        void taken();

        /** Comes last and exactly once, also if the connection never opened. */
        void lost(ConnectionLostException why);
    }

    private final Address address;
    private final Hello hello;
    private final int handshakeMillis;
    private final Listener listener;
    private final FrameDecoder decoder = new FrameDecoder();
    private @Nullable FrameWriter writer;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Future<?> handshakeDeadline;
    private boolean open;
    private boolean ended;

    private DialedConnection(Address address, Hello hello, int handshakeMillis, Listener listener) {
        this.address = address;
        this.hello = hello;
        this.handshakeMillis = handshakeMillis;
        this.listener = listener;
    }

    /** Begins to connect. On the loop. {@code handshakeMillis} bounds the dialing, and again the handshake. */
    static DialedConnection dial(
            NetworkThreads threads,
            EventLoop loop,
            Address address,
            Hello hello,
            int handshakeMillis,
            Listener listener) {
        DialedConnection connection = new DialedConnection(address, hello, handshakeMillis, listener);
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channel(threads.channel())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, handshakeMillis)
                .handler(connection);
        if (threads.usesEpoll()) {
            bootstrap.option(EpollChannelOption.TCP_USER_TIMEOUT, TCP_USER_TIMEOUT_MILLIS);
        }
        threads.resolve(address)
                .whenComplete(
                        (resolved, failure) -> loop.execute(() -> connection.connect(bootstrap, resolved, failure)));
        return connection;
    }

    /** Whether the handshake is done and the connection not lost. */
    boolean isOpen() {
        return open;
    }

    /** Only while open. */
    FrameWriter writer() {
        FrameWriter current = writer;
        if (current == null) {
            throw new IllegalStateException("the connection to " + address + " is not open");
        }
        return current;
    }

    /** Ends the connection; the listener hears of it. */
    void close(String reason) {
        end(new ConnectionLostException(reason, (Throwable) null));
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        ctx.pipeline().addBefore(ctx.name(), "frames", decoder);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (ended) {
            ctx.close();
            return;
        }
        FrameWriter opened = new FrameWriter(ctx.channel(), listener::taken);
        writer = opened;
        handshakeDeadline = ctx.executor()
                .schedule(
                        () -> close(address + " did not answer our hello within " + handshakeMillis + " ms"),
                        handshakeMillis,
                        TimeUnit.MILLISECONDS);
        opened.write(FrameFormat.NO_CORRELATION, hello);
        opened.flush();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Frame frame) {
        if (ended) {
            return;
        }
        Message message = frame.message();
        if (message instanceof ConnectionRefused refused) {
            end(new ConnectionLostException(address + " refused us", refused));
        } else if (open) {
            listener.received(frame);
        } else if (message instanceof Welcome welcome) {
            welcomed(welcome);
        } else {
            close(address + " does not speak our protocol: its first message is no welcome");
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        close("the connection to " + address + " was closed by the other side");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        boolean malformed = cause instanceof DecoderException && cause.getCause() instanceof MalformedMessageException;
        Throwable root = malformed ? cause.getCause() : cause;
        end(new ConnectionLostException(
                "the connection to " + address + (malformed ? " brought a malformed frame: " : " broke: ")
                        + root.getMessage(),
                root));
    }

    private void connect(Bootstrap bootstrap, @Nullable InetSocketAddress resolved, @Nullable Throwable failure) {
        if (ended) {
            return;
        }
        if (resolved == null || resolved.isUnresolved()) {
            end(new ConnectionLostException("the host of " + address + " is not known", failure));
            return;
        }
        bootstrap.connect(resolved).addListener(done -> {
            if (!done.isSuccess()) {
                end(new ConnectionLostException(
                        "cannot connect to " + address + ": " + done.cause().getMessage(), done.cause()));
            }
        });
    }

    private void welcomed(Welcome welcome) {
        ConnectionRefused refused = welcome.protocolVersion() == Hello.PROTOCOL_VERSION
                ? listener.judge(welcome)
                : HandshakeRules.otherVersion(welcome.protocolVersion());
        if (refused != null) {
            end(new ConnectionLostException("we refuse " + address, refused));
            return;
        }
        open = true;
        stopHandshakeDeadline();
        decoder.endHandshake();
        listener.opened(welcome);
    }

    private void end(ConnectionLostException reason) {
        if (ended) {
            return;
        }
        ended = true;
        open = false;
        stopHandshakeDeadline();
        FrameWriter current = writer;
        if (current != null) {
            current.discard();
        }
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            ctx.close();
        }
        listener.lost(reason);
    }

    private void stopHandshakeDeadline() {
        Future<?> deadline = handshakeDeadline;
        if (deadline != null) {
            deadline.cancel(false);
            handshakeDeadline = null;
        }
    }
}
