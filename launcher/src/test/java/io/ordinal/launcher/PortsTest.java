package io.ordinal.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class PortsTest {
    private final StringWriter said = new StringWriter();
    private final Ports ports = new Ports(new PrintWriter(said));

    @Test
    void a_port_that_is_taken_is_replaced_and_that_is_said() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            int port = ports.choose(taken.getLocalPort(), "n1");
            assertThat(port).isNotEqualTo(taken.getLocalPort()).isPositive();
            assertThat(said.toString())
                    .contains(taken.getLocalPort() + " is taken")
                    .contains("n1 listens on " + port);
        }
    }

    @Test
    void no_port_is_given_twice() throws IOException {
        int free;
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            free = probe.getLocalPort();
        }
        int first = ports.choose(free, "n1");
        assertThat(ports.choose(first, "n2")).isNotEqualTo(first);
    }
}
