package io.ordinal.webserver.vertx;

import io.ordinal.ring.Bytes;
import io.ordinal.webserver.Problem;
import io.ordinal.webserver.ProblemException;
import io.ordinal.webserver.Problems;
import io.ordinal.webserver.Reply;
import io.ordinal.webserver.RequestHead;
import io.ordinal.webserver.Route;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request and its answer, from the head on. Runs on the server's event loop; what may take milliseconds, and only
 * that, is done beside it.
 */
final class Exchange {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
    private static final int NOT_ANSWERED = 0;

    private final Desk desk;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final long startedNanos;
    private final Buffer body = Buffer.buffer();
    private @Nullable RequestHead head;
    private int status = NOT_ANSWERED;
    private @Nullable EventStream stream;
    private boolean left;

    Exchange(Desk desk, HttpServerRequest request, long nowNanos) {
        this.desk = desk;
        this.request = request;
        this.response = request.response();
        this.startedNanos = nowNanos;
    }

    /** Judges the head, then reads the body if the request takes one. */
    void begin() {
        RequestHead parsed;
        try {
            parsed = RequestHead.parse(request.method().name(), request.uri(), this::header, desk.guard());
            desk.admission().enter(parsed.route());
        } catch (ProblemException e) {
            answer(e.problem());
            return;
        }
        head = parsed;
        response.exceptionHandler(failure -> leave());
        response.closeHandler(closed -> leave());
        if (parsed.maxBodyBytes() == 0) {
            desk.connections().awaitNothing(request.connection());
            run(parsed);
        } else {
            readBody(parsed);
        }
    }

    private @Nullable String header(String name) {
        List<String> values = request.headers().getAll(name);
        return values.isEmpty() ? null : String.join(",", values);
    }

    private void readBody(RequestHead parsed) {
        long untilNanos = startedNanos + desk.limits().body().toNanos();
        desk.connections().awaitBody(request.connection(), untilNanos, () -> cutOff(Problems.bodyTooSlow()));
        request.exceptionHandler(failure -> cutOff(Problems.badRequest("the body is broken: " + failure.getMessage())));
        request.handler(part -> take(part, parsed.maxBodyBytes()));
        request.endHandler(ended -> {
            if (status == NOT_ANSWERED) {
                desk.connections().awaitNothing(request.connection());
                run(parsed);
            }
        });
        if ("100-continue".equalsIgnoreCase(header("Expect"))) {
            response.writeContinue();
        }
    }

    /** Keeps a part of the body. After an early answer the rest is read and thrown away, so that the answer gets through. */
    private void take(Buffer part, int maxBodyBytes) {
        if (status != NOT_ANSWERED) {
            return;
        }
        if (body.length() + part.length() > maxBodyBytes) {
            answer(RequestHead.bodyTooLarge(maxBodyBytes));
            return;
        }
        try {
            desk.admission().hold(part.length());
            body.appendBuffer(part);
        } catch (ProblemException e) {
            answer(e.problem());
        }
    }

    private void run(RequestHead parsed) {
        Bytes bytes = Bytes.wrap(body.getBytes());
        if (parsed.route().isHeavy()) {
            desk.beside(() -> desk.resources().answer(parsed, bytes))
                    .onSuccess(this::await)
                    .onFailure(this::failed);
        } else {
            try {
                await(desk.resources().answer(parsed, bytes));
            } catch (RuntimeException e) {
                failed(e);
            }
        }
    }

    private void await(CompletionStage<Reply> answer) {
        answer.whenComplete((reply, failure) -> desk.onLoop(() -> {
            if (failure != null) {
                failed(failure);
            } else {
                answer(reply);
            }
        }));
    }

    private void failed(Throwable failure) {
        LOG.error("{} {} failed", request.method(), request.path(), failure);
        answer(Problems.internal());
    }

    private void answer(Problem problem) {
        answer(problem.reply());
    }

    private void answer(Reply reply) {
        if (status != NOT_ANSWERED) {
            return;
        }
        if (reply.body() instanceof Reply.Body.Events events) {
            stream(reply, events);
            return;
        }
        status = reply.status();
        if (reply.body() instanceof Reply.Body.Json json
                && head != null
                && head.route().isHeavy()) {
            desk.beside(() -> desk.json().write(json.tree().get()))
                    .onSuccess(text -> send(reply, json.contentType(), text))
                    .onFailure(failure -> {
                        LOG.error(
                                "the answer to {} {} could not be written", request.method(), request.path(), failure);
                        close();
                    });
        } else if (reply.body() instanceof Reply.Body.Json json) {
            send(reply, json.contentType(), desk.json().write(json.tree().get()));
        } else if (reply.body() instanceof Reply.Body.Raw raw) {
            send(reply, raw.contentType(), raw.bytes().array());
        } else {
            send(reply, null, new byte[0]);
        }
    }

    private void stream(Reply reply, Reply.Body.Events events) {
        if (response.closed()) {
            leave();
            return;
        }
        try {
            desk.admission().openStream();
        } catch (ProblemException e) {
            answer(e.problem());
            return;
        }
        status = reply.status();
        stream = new EventStream(desk, response, events);
        putHeaders(reply);
        stream.begin(failure -> {
            LOG.error("{} {} failed", request.method(), request.path(), failure);
            close();
        });
    }

    private void putHeaders(Reply reply) {
        response.setStatusCode(reply.status());
        response.putHeader("Cache-Control", "no-store");
        response.putHeader("X-Content-Type-Options", "nosniff");
        reply.headers().forEach(response::putHeader);
    }

    private void send(Reply reply, @Nullable String contentType, byte[] content) {
        if (response.closed() || response.ended()) {
            leave();
            return;
        }
        putHeaders(reply);
        if (contentType != null) {
            response.putHeader("Content-Type", contentType);
        }
        boolean bodiless = request.method().equals(HttpMethod.HEAD) || contentType == null;
        if (contentType != null) {
            response.putHeader("Content-Length", Integer.toString(content.length));
        }
        (bodiless ? response.end() : response.end(Buffer.buffer(content))).onComplete(ended -> {
            desk.connections()
                    .awaitHead(
                            request.connection(),
                            System.nanoTime() + patienceAfter().toNanos());
            leave();
        });
    }

    /** What follows an answer is the next head, or the rest of a body that nobody waits for any more. */
    private Duration patienceAfter() {
        return request.isEnded() ? desk.limits().nextHead() : desk.limits().firstHead();
    }

    /** Answers, if it still can, and closes: what comes next on this connection cannot be told from the body. */
    private void cutOff(Problem problem) {
        if (status == NOT_ANSWERED && !response.closed()) {
            response.putHeader("Connection", "close");
            answer(problem);
        }
        close();
    }

    private void close() {
        leave();
        request.connection().close();
    }

    /** Ends the exchange: once, answered or not. */
    private void leave() {
        if (left) {
            return;
        }
        left = true;
        if (stream != null) {
            stream.end();
            desk.admission().closeStream();
        }
        RequestHead parsed = head;
        Route route = parsed == null ? null : parsed.route();
        if (route != null) {
            desk.admission().leave(route, body.length());
        }
        if (status != NOT_ANSWERED) {
            desk.metrics().answered(route, request.method().name(), status, System.nanoTime() - startedNanos);
        }
    }
}
