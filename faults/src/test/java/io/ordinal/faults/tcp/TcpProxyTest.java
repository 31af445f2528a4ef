package io.ordinal.faults.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client, a proxy and a server, all of them here. */
@Timeout(30)
class TcpProxyTest {
    private static final int SILENCE_MILLIS = 200;

    private ServerSocket listener;
    private TcpProxy proxy;
    private Socket client;
    private Socket server;

    @BeforeEach
    void connect() throws IOException {
        listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        proxy = TcpProxy.inFrontOf(listener.getLocalPort());
        client = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        server = listener.accept();
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        client.close();
        server.close();
        listener.close();
    }

    @Test
    void bytes_go_both_ways() throws IOException {
        say(client, "question");
        assertThat(hear(server, 8)).isEqualTo("question");
        say(server, "answer");
        assertThat(hear(client, 6)).isEqualTo("answer");
    }

    @Test
    void a_stalled_direction_holds_its_bytes_back_and_the_other_one_goes_on() throws IOException {
        proxy.stall(Direction.TO_CLIENT);
        say(client, "question");
        assertThat(hear(server, 8)).isEqualTo("question");
        say(server, "answer");
        client.setSoTimeout(SILENCE_MILLIS);
        assertThatThrownBy(() -> hear(client, 6)).isInstanceOf(SocketTimeoutException.class);

        proxy.mend();
        client.setSoTimeout(0);
        assertThat(hear(client, 6)).isEqualTo("answer");
    }

    @Test
    void a_cut_ends_both_sides_and_lets_nobody_through_until_it_is_mended() throws IOException {
        proxy.cut();
        assertThat(isOver(client)).isTrue();
        assertThat(isOver(server)).isTrue();
        try (Socket other = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
            assertThat(isOver(other)).isTrue();
        }

        proxy.mend();
        try (Socket other = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
                Socket accepted = listener.accept()) {
            say(other, "again");
            assertThat(hear(accepted, 5)).isEqualTo("again");
        }
    }

    @Test
    void a_server_that_moved_is_found_where_it_is_now() throws IOException {
        try (ServerSocket elsewhere = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            proxy.forwardTo(elsewhere.getLocalPort());
            try (Socket other = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
                    Socket accepted = elsewhere.accept()) {
                say(other, "there");
                assertThat(hear(accepted, 5)).isEqualTo("there");
            }
        }
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String hear(Socket socket, int length) throws IOException {
        return new String(socket.getInputStream().readNBytes(length), StandardCharsets.US_ASCII);
    }

    private static boolean isOver(Socket socket) throws IOException {
        return socket.getInputStream().read() < 0;
    }
}
