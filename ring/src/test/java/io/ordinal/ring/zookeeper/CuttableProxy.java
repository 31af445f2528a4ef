package io.ordinal.ring.zookeeper;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A TCP proxy in front of ZooKeeper that fails on demand. It knows ZooKeeper's frames well enough to lose whole ones:
 * answers, requests, or the notifications of watches alone.
 */
final class CuttableProxy implements AutoCloseable {
    private static final int NOTIFICATION_XID = -1;

    private final ServerSocket listener;
    private final int targetPort;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "proxy");
        thread.setDaemon(true);
        return thread;
    });
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger lost = new AtomicInteger();
    private volatile boolean cut;
    private volatile boolean losingRequests;
    private volatile boolean losingAnswers;
    private volatile boolean losingNotifications;

    CuttableProxy(int targetPort) throws IOException {
        this.targetPort = targetPort;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    String connectString() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    /** Breaks all connections and lets no new one through. */
    void cut() {
        cut = true;
        sockets.forEach(CuttableProxy::closeQuietly);
    }

    /** Everything works again. Connections that lost frames are broken, as a real network would break them. */
    void mend() {
        boolean broken = losingRequests || losingAnswers;
        losingRequests = false;
        losingAnswers = false;
        losingNotifications = false;
        if (broken) {
            sockets.forEach(CuttableProxy::closeQuietly);
        }
        cut = false;
    }

    /** The server still hears, and carries out, what it is asked, but nobody hears its answers. */
    void loseAnswers() {
        losingAnswers = true;
    }

    /** The server hears nothing any more. */
    void loseRequests() {
        losingRequests = true;
    }

    /** All works but the watches: their notifications vanish on the way. */
    void loseNotifications() {
        losingNotifications = true;
    }

    /** How many frames were lost so far. */
    int lost() {
        return lost.get();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
        threads.shutdownNow();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                if (cut) {
                    closeQuietly(client);
                } else {
                    connect(client);
                }
            } catch (IOException e) {
                // Closed, or the server is away: the client sees a broken connection either way.
            }
        }
    }

    private void connect(Socket client) throws IOException {
        Socket server;
        try {
            server = new Socket(InetAddress.getLoopbackAddress(), targetPort);
        } catch (IOException e) {
            closeQuietly(client);
            throw e;
        }
        sockets.add(client);
        sockets.add(server);
        threads.execute(() -> pump(client, server, true));
        threads.execute(() -> pump(server, client, false));
        if (cut) {
            closeQuietly(client);
            closeQuietly(server);
        }
    }

    private void pump(Socket from, Socket to, boolean requests) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            DataInputStream frames = new DataInputStream(in);
            while (true) {
                byte[] frame = new byte[frames.readInt()];
                frames.readFully(frame);
                if (isLost(frame, requests)) {
                    lost.incrementAndGet();
                } else {
                    out.write(ByteBuffer.allocate(4 + frame.length)
                            .putInt(frame.length)
                            .put(frame)
                            .array());
                    out.flush();
                }
            }
        } catch (IOException e) {
            closeQuietly(from);
            closeQuietly(to);
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private boolean isLost(byte[] frame, boolean request) {
        if (request) {
            return losingRequests;
        }
        return losingAnswers
                || (losingNotifications
                        && frame.length >= 4
                        && ByteBuffer.wrap(frame).getInt() == NOTIFICATION_XID);
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is of no use any more, closed or not.
        }
    }
}
