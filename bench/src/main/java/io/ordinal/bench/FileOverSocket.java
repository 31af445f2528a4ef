package io.ordinal.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A plain file copy through a socket on loopback, as the least that moving bytes costs on a machine: one thread reads the
 * file and sends, another receives, writes, and forces the copy to disk at the end.
 */
final class FileOverSocket {
    private static final int BUFFER_BYTES = 256 << 10;

    private FileOverSocket() {}

    /** Copies a file; returns how long it took, the force included. */
    static Stopwatch.Took copy(Path from, Path to) {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Stopwatch watch = new Stopwatch();
            Thread sender = new Thread(() -> send(from, server), "sender");
            sender.start();
            receive(server, to);
            Stopwatch.Took took = watch.took();
            sender.join();
            return took;
        } catch (IOException e) {
            throw new UncheckedIOException(from + " could not be copied to " + to, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static void send(Path from, ServerSocketChannel server) {
        try (FileChannel file = FileChannel.open(from, StandardOpenOption.READ);
                SocketChannel socket = SocketChannel.open(server.getLocalAddress())) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
            while (file.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    socket.write(buffer);
                }
                buffer.clear();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(from + " could not be sent", e);
        }
    }

    private static void receive(ServerSocketChannel server, Path to) throws IOException {
        try (SocketChannel socket = server.accept();
                FileChannel file = FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
            while (socket.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    file.write(buffer);
                }
                buffer.clear();
            }
            file.force(true);
        }
    }
}
