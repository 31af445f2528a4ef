package io.ordinal.launcher;

import io.ordinal.webserver.vertx.WebLimits;
import io.ordinal.webserver.vertx.WebServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ordinal web}. */
@Command(
        name = "web",
        description = {
            "Run a web server: the store over HTTP, and a page that shows the cluster live.",
            "`ordinal up` has one already. Ctrl-C or SIGTERM stops it in good order."
        },
        footer = {
            "",
            "Examples:",
            "  ordinal web --zookeeper 127.0.0.1:2181",
            "  ordinal web --node 127.0.0.1:7101 --port 8080",
            "  curl -X PUT -d hello http://127.0.0.1:7080/v1/keys/greeting",
            "",
            "Against DNS rebinding it answers only those who ask it by a loopback address, by the host that --bind",
            "names, or by a name that --allow-host gives."
        })
final class WebCommand implements Callable<Integer> {
    private static final String DEFAULT_PORT = "7080";

    @Spec
    private CommandSpec spec;

    @Mixin
    private ClusterOption cluster;

    @Option(
            names = "--bind",
            paramLabel = "HOST",
            description = "Where to listen. Default: ${DEFAULT-VALUE}.",
            defaultValue = "127.0.0.1")
    private String bind;

    @Option(
            names = "--port",
            paramLabel = "P",
            description = "0 takes any free port. Default: ${DEFAULT-VALUE}.",
            defaultValue = DEFAULT_PORT)
    private int port;

    @Option(
            names = "--allow-host",
            paramLabel = "NAME",
            description = "A further name by which it may be asked, without a port; may be given several times.")
    private List<String> allowedHosts = List.of();

    @Override
    public Integer call() throws InterruptedException {
        warnIfOpenToOthers();
        try (ShutdownSignal shutdown = ShutdownSignal.install();
                ClusterConnection connection = cluster.connect();
                WebServer server = WebServer.start(connection.client(), bind, port, allowedHosts, WebLimits.DEFAULT)) {
            Console.say(spec, "web server listens on %s", server.url());
            shutdown.await();
            return ExitCode.OK;
        } catch (IOException e) {
            throw new LaunchException(ExitCode.FAILED, e.getMessage(), e);
        }
    }

    private void warnIfOpenToOthers() {
        try {
            if (!InetAddress.getByName(bind).isLoopbackAddress()) {
                spec.commandLine()
                        .getErr()
                        .println("warning: " + bind + " can be reached from other machines, and there is no encryption"
                                + " or access control yet: keep strangers away by other means");
            }
        } catch (UnknownHostException e) {
            throw new LaunchException(
                    ExitCode.FAILED, "'" + bind + "' is no host of this machine: give --bind an address it has", e);
        }
    }
}
