package io.ordinal.faults.tcp;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A TCP proxy on loopback that fails on demand: cut, all connections break and no new one gets through; stalled, bytes of
 * one direction or both wait, as they do for a network that loses every packet, and nobody is told. Safe for use by any
 * thread.
 */
public final class TcpProxy implements AutoCloseable {
    private static final int BACKLOG = 128;

    private final ServerSocket listener;
    private final Passage passage;
    private final Gate toServer = new Gate();
    private final Gate toClient = new Gate();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "tcp-proxy");
        thread.setDaemon(true);
        return thread;
    });
    private volatile int serverPort;
    private volatile boolean cut;

    private TcpProxy(ServerSocket listener, int serverPort, Passage passage) {
        this.listener = listener;
        this.serverPort = serverPort;
        this.passage = passage;
    }

    /**
     * Listens on a free port of loopback.
     *
     * @param serverPort where the server listens on loopback; 0 if it does not listen yet
     */
    public static TcpProxy inFrontOf(int serverPort) throws IOException {
        return start(serverPort, Passage.BYTES);
    }

    static TcpProxy start(int serverPort, Passage passage) throws IOException {
        ServerSocket listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        TcpProxy proxy = new TcpProxy(listener, serverPort, passage);
        proxy.threads.execute(proxy::accept);
        return proxy;
    }

    /** Where it listens. */
    public int port() {
        return listener.getLocalPort();
    }

    /** Sends new connections to another port, after the server moved. */
    public void forwardTo(int port) {
        serverPort = port;
    }

    /** Breaks all connections and lets no new one through. Both sides are told. */
    public void cut() {
        cut = true;
        breakConnections();
    }

    /** Holds back all bytes of this direction. Nobody is told. */
    public void stall(Direction direction) {
        gate(direction).shut();
    }

    /** Everything works again. What was held back arrives. */
    public void mend() {
        toServer.open();
        toClient.open();
        cut = false;
    }

    /** Breaks all connections; new ones get through as before. */
    public void breakConnections() {
        sockets.forEach(TcpProxy::closeQuietly);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
        toServer.breakUp();
        toClient.breakUp();
        threads.shutdownNow();
    }

    private Gate gate(Direction direction) {
        return direction == Direction.TO_SERVER ? toServer : toClient;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                connect(listener.accept());
            } catch (IOException e) {
                // Closed, or the server is away: the client sees a broken connection either way.
            }
        }
    }

    private void connect(Socket client) throws IOException {
        if (cut) {
            closeQuietly(client);
            return;
        }
        Socket server;
        try {
            server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
            server.setTcpNoDelay(true);
            client.setTcpNoDelay(true);
        } catch (IOException e) {
            closeQuietly(client);
            throw e;
        }
        sockets.add(client);
        sockets.add(server);
        threads.execute(() -> pump(client, server, Direction.TO_SERVER));
        threads.execute(() -> pump(server, client, Direction.TO_CLIENT));
        if (cut) {
            closeQuietly(client);
            closeQuietly(server);
        }
    }

    private void pump(Socket from, Socket to, Direction direction) {
        try (InputStream in = from.getInputStream();
                OutputStream out = new Gated(to.getOutputStream(), gate(direction))) {
            passage.carry(direction, in, out);
        } catch (IOException e) {
            // One of the sides has gone, or was cut: the other one is told by what follows.
        } finally {
            closeQuietly(from);
            closeQuietly(to);
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is of no use any more, closed or not.
        }
    }

    /** Writes what passes the gate. */
    private static final class Gated extends FilterOutputStream {
        private final Gate gate;

        Gated(OutputStream out, Gate gate) {
            super(out);
            this.gate = gate;
        }

        @Override
        public void write(int value) throws IOException {
            gate.pass();
            out.write(value);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            gate.pass();
            out.write(bytes, offset, length);
        }
    }
}
