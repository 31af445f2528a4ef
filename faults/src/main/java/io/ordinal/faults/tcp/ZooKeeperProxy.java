package io.ordinal.faults.tcp;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A proxy in front of ZooKeeper. Beside what {@link TcpProxy} does, it knows ZooKeeper's frames well enough to lose whole
 * ones: answers, requests, or the notifications of watches alone. Safe for use by any thread.
 */
public final class ZooKeeperProxy implements AutoCloseable {
    private static final int NOTIFICATION_XID = -1;

    private final TcpProxy proxy;
    private final AtomicInteger lost = new AtomicInteger();
    private volatile boolean losingRequests;
    private volatile boolean losingAnswers;
    private volatile boolean losingNotifications;

    /** @param serverPort where ZooKeeper listens on loopback */
    public ZooKeeperProxy(int serverPort) throws IOException {
        proxy = TcpProxy.start(serverPort, this::carry);
    }

    public String connectString() {
        return "127.0.0.1:" + proxy.port();
    }

    /** Breaks all connections and lets no new one through. */
    public void cut() {
        proxy.cut();
    }

    /** Everything works again. Connections that lost frames are broken, as a real network would break them. */
    public void mend() {
        boolean broken = losingRequests || losingAnswers;
        losingRequests = false;
        losingAnswers = false;
        losingNotifications = false;
        if (broken) {
            proxy.breakConnections();
        }
        proxy.mend();
    }

    /** The server still hears, and carries out, what it is asked, but nobody hears its answers. */
    public void loseAnswers() {
        losingAnswers = true;
    }

    /** The server hears nothing any more. */
    public void loseRequests() {
        losingRequests = true;
    }

    /** All works but the watches: their notifications vanish on the way. */
    public void loseNotifications() {
        losingNotifications = true;
    }

    /** How many frames were lost so far. */
    public int lost() {
        return lost.get();
    }

    @Override
    public void close() throws IOException {
        proxy.close();
    }

    private void carry(Direction direction, InputStream in, OutputStream out) throws IOException {
        DataInputStream frames = new DataInputStream(in);
        while (true) {
            byte[] frame = new byte[frames.readInt()];
            frames.readFully(frame);
            if (isLost(direction, frame)) {
                lost.incrementAndGet();
            } else {
                out.write(ByteBuffer.allocate(4 + frame.length)
                        .putInt(frame.length)
                        .put(frame)
                        .array());
            }
        }
    }

    private boolean isLost(Direction direction, byte[] frame) {
        if (direction == Direction.TO_SERVER) {
            return losingRequests;
        }
        return losingAnswers
                || (losingNotifications
                        && frame.length >= 4
                        && ByteBuffer.wrap(frame).getInt() == NOTIFICATION_XID);
    }
}
