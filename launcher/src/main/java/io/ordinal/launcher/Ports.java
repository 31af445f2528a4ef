package io.ordinal.launcher;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.TreeSet;

/**
 * Gives out ports of loopback: the usual one where it is free, otherwise any free one, and says so. Between the choice
 * and its use another process may take the port; then the use fails and says that.
 */
final class Ports {
    private final Set<Integer> given = new TreeSet<>();
    private final PrintWriter out;

    Ports(PrintWriter out) {
        this.out = out;
    }

    /** @param who what listens there, for the message */
    int choose(int usual, String who) {
        if (!given.contains(usual) && isFree(usual)) {
            given.add(usual);
            return usual;
        }
        int other = anyFree();
        out.printf("port %d is taken: %s listens on %d instead%n", usual, who, other);
        return other;
    }

    private int anyFree() {
        while (true) {
            try (ServerSocket probe = listenOn(0)) {
                if (given.add(probe.getLocalPort())) {
                    return probe.getLocalPort();
                }
            } catch (IOException e) {
                throw new UncheckedIOException("no port of loopback is free", e);
            }
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = listenOn(port)) {
            return probe.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static ServerSocket listenOn(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
