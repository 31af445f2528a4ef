package io.ordinal.launcher;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;

/** Asks a running {@code ordinal up} to stop or start one of its nodes. */
final class ControlClient {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /** A start replays the journal, which may take a while. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(5);

    private ControlClient() {}

    /**
     * Sends one request and waits for it to be done.
     *
     * @param folder the data folder of the running cluster
     * @return what was done, for people
     * @throws LaunchException if no cluster runs there, or it says no
     */
    static String ask(Path folder, String node, String verb) {
        Endpoints endpoints = Endpoints.read(folder)
                .orElseThrow(() -> new LaunchException(
                        ExitCode.NO_CLUSTER,
                        "no cluster runs on " + folder
                                + ": start one with `ordinal up`, or name its folder with --data"));
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://" + endpoints.controlAddress() + "/nodes/" + node + "/" + verb))
                .header("Authorization", "Bearer " + endpoints.token())
                .timeout(ANSWER_TIMEOUT)
                .POST(BodyPublishers.noBody())
                .build();
        HttpResponse<String> response = send(request, endpoints, folder);
        if (response.statusCode() != 200) {
            throw new LaunchException(ExitCode.FAILED, response.body());
        }
        return response.body();
    }

    private static HttpResponse<String> send(HttpRequest request, Endpoints endpoints, Path folder) {
        try {
            return HttpClient.newBuilder()
                    .connectTimeout(CONNECT_TIMEOUT)
                    .build()
                    .send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new LaunchException(
                    ExitCode.NO_CLUSTER,
                    "the cluster on " + folder + " does not answer"
                            + (endpoints.processIsAlive()
                                    ? " (process " + endpoints.pid() + " is there): try again, or see its log"
                                    : ": it is not running any more; start it again with `ordinal up`"),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LaunchException(
                    ExitCode.FAILED, "interrupted while waiting; the node may have done it: see `ordinal status`", e);
        }
    }
}
