package io.ordinal.protocol.netty;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.ordinal.ring.Address;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The threads that read and write sockets, shared by all servers and connections of a process: epoll where there is
 * one, else NIO. Nothing may block on them.
 */
public final class NetworkThreads implements AutoCloseable {
    private static final long CLOSE_MILLIS = 5_000;

    private final EventLoopGroup group;
    private final boolean epoll;

    /** Looks host names up, which may take seconds. */
    private final ExecutorService resolver;

    private NetworkThreads(EventLoopGroup group, boolean epoll, ExecutorService resolver) {
        this.group = group;
        this.epoll = epoll;
        this.resolver = resolver;
    }

    /** Starts {@code count} daemon threads whose names begin with {@code name}. */
    public static NetworkThreads start(String name, int count) {
        boolean epoll = Epoll.isAvailable();
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(
                count,
                new DefaultThreadFactory(name, true),
                epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        ExecutorService resolver =
                Executors.newSingleThreadExecutor(new DefaultThreadFactory(name + "-resolver", true));
        return new NetworkThreads(group, epoll, resolver);
    }

    /** The socket address of {@code address}; host names are looked up on a thread of their own, literals at once. */
    CompletionStage<InetSocketAddress> resolve(Address address) {
        String host = address.host();
        if (NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host)) {
            return CompletableFuture.completedFuture(new InetSocketAddress(host, address.port()));
        }
        return CompletableFuture.supplyAsync(() -> new InetSocketAddress(host, address.port()), resolver);
    }

    EventLoopGroup group() {
        return group;
    }

    boolean usesEpoll() {
        return epoll;
    }

    Class<? extends ServerSocketChannel> serverChannel() {
        return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    Class<? extends SocketChannel> channel() {
        return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    /** Ends the threads, and with them every connection. Waits a few seconds at most; never call it on one of them. */
    @Override
    public void close() {
        resolver.shutdownNow();
        group.shutdownGracefully(0, CLOSE_MILLIS, TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
    }
}
