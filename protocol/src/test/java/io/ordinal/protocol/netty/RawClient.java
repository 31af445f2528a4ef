package io.ordinal.protocol.netty;

import io.ordinal.protocol.FrameFormat;
import io.ordinal.protocol.Message;
import io.ordinal.protocol.MessageCodec;
import io.ordinal.protocol.WireReader;
import io.ordinal.protocol.WireWriter;
import io.ordinal.ring.Address;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;

/** A plain socket that may say anything, and reads only when it is told to. */
final class RawClient implements AutoCloseable {
    private final Socket socket;
    private final DataInputStream in;

    RawClient(Address address) throws IOException {
        socket = new Socket(address.host(), address.port());
        socket.setSoTimeout(10_000);
        in = new DataInputStream(socket.getInputStream());
    }

    void send(long correlation, Message message) throws IOException {
        WireWriter out = new WireWriter();
        FrameFormat.write(correlation, message, out);
        sendRaw(out.toByteArray());
    }

    void sendRaw(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Nothing more will be sent; what comes can still be read. */
    void endOfSending() throws IOException {
        socket.shutdownOutput();
    }

    Frame read() throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        WireReader reader = new WireReader(bytes);
        return new Frame(reader.readFixedLong(), MessageCodec.decode(reader), bytes.length);
    }

    /** Whether the other side has closed the connection and said nothing more. */
    boolean isAtEnd() throws IOException {
        return in.read() < 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
