package io.ordinal.webserver;

import io.ordinal.client.Refusal;
import io.ordinal.client.WriteOutcome;
import io.ordinal.protocol.CommandRefusal;
import java.util.List;

/** The problems there are. Each detail says what happened to the request and the next step. */
public final class Problems {
    private static final String RETRY_AFTER = "Retry-After";

    private Problems() {}

    public static Problem badRequest(String detail) {
        return Problem.of(400, "bad-request", "The request is wrong", detail);
    }

    static Problem originRefused(String origin) {
        return Problem.of(
                403,
                "origin-refused",
                "Pages of other sites may not use this store",
                "the request comes from a page of '" + origin + "'; only this server's own pages may ask");
    }

    static Problem noSuchPath(String path) {
        String shown = path.length() <= 100 ? path : path.substring(0, 100) + "...";
        return Problem.of(
                404, "no-such-path", "There is nothing at this path", shown + " is not served; see /openapi.yaml");
    }

    static Problem noEntry() {
        return Problem.of(
                404,
                "no-entry",
                "The key has no entry",
                "it was never written, was deleted, or has expired; PUT makes one");
    }

    static Problem wrongMethod(String method, Route route) {
        String allowed = String.join(", ", route.methods());
        return Problem.of(
                        405,
                        "wrong-method",
                        "The path does not take this method",
                        method + " is not for " + route.template() + "; use " + allowed)
                .withHeader("Allow", allowed);
    }

    public static Problem bodyTooSlow() {
        return Problem.of(
                408,
                "body-too-slow",
                "The body did not arrive in time",
                "nothing was done; send it again, and check that Content-Length is the length of the body");
    }

    static Problem mismatch(WriteOutcome.Rejected rejected) {
        return mismatch(rejected.currentSequence(), rejected.why());
    }

    static Problem mismatch(long currentSequence, String why) {
        Problem problem = Problem.of(
                        412,
                        "version-mismatch",
                        "The condition did not hold",
                        why + "; nothing was done; read the key and decide again")
                .with("currentSequence", currentSequence);
        return currentSequence == 0 ? problem : problem.withHeader("ETag", EntityTag.of(currentSequence));
    }

    public static Problem tooLarge(String detail) {
        return Problem.of(413, "too-large", "The request is too large", detail);
    }

    static Problem targetTooLong(String detail) {
        return Problem.of(414, "target-too-long", "The key or the request's target is too long", detail);
    }

    static Problem wrongType(String wanted) {
        return Problem.of(415, "wrong-type", "The body is of another type", "send the header Content-Type: " + wanted);
    }

    static Problem wrongHost(String host) {
        return Problem.of(
                421,
                "wrong-host",
                "This server does not go by that name",
                "it was asked as '" + host + "'; ask it by a loopback address or the address it listens on, or start"
                        + " it with --allow-host " + (host.isBlank() ? "NAME" : host)
                        + " (a check against DNS rebinding)");
    }

    public static Problem internal() {
        return Problem.of(
                500,
                "internal",
                "The server failed",
                "a write may have been applied; read the key to find out. The server's log says more");
    }

    public static Problem overloaded(String detail) {
        return retryLater(Problem.of(
                503, "overloaded", "The server has more to do than it takes", detail + "; nothing was done"));
    }

    /** Nobody did it: certainly not applied, and never will be. */
    static Problem notDone(Refusal reason, String why) {
        String detail = why.isEmpty() ? reason.nextStep() : why + "; " + reason.nextStep();
        int status = reason == Refusal.DISK_FULL ? 507 : 503;
        return retryLater(Problem.of(status, typeOf(reason), titleOf(reason), detail)
                .with("reason", reason.name())
                .with("mayHaveBeenApplied", false));
    }

    /** It may have been applied, or may yet be. */
    static Problem unknown(WriteOutcome.Unknown unknown) {
        return Problem.of(
                        504,
                        "outcome-unknown",
                        "The write may have been applied",
                        unknown.why() + ". It may have been applied, or may yet be: read the key to find out;"
                                + " repeat it only with If-Match or If-None-Match, or if doing it twice does no harm")
                .with("mayHaveBeenApplied", true);
    }

    /** The rebalancer would not do it: nothing was changed. */
    static Problem commandRefused(CommandRefusal reason, String why) {
        String detail = why + "; nothing was changed";
        Problem problem = switch (reason) {
            case INVALID -> badRequest(detail);
            case UNKNOWN_NODE -> Problem.of(404, "unknown-node", "The cluster knows no such node", detail);
            case UNKNOWN_MOVE -> Problem.of(404, "unknown-move", "No such move is under way", detail);
            case TOO_FEW_NODES -> Problem.of(409, "too-few-nodes", "Too few nodes would be left on the ring", detail);
            case WRONG_STATE, NOT_PRESENT, NO_RING ->
                Problem.of(409, "command-refused", "The rebalancer refused the command", detail);
            case BUSY -> overloaded(why);
        };
        return problem.with("reason", reason.name()).with("mayHaveBeenApplied", false);
    }

    /** It may have been done, or may yet be. */
    static Problem commandUnknown(String why) {
        return Problem.of(504, "outcome-unknown", "The command may have been done", why)
                .with("mayHaveBeenApplied", true);
    }

    static Problem notReady(List<String> reasons) {
        return retryLater(Problem.of(
                        503,
                        "not-ready",
                        "The cluster does not take all reads and writes",
                        String.join("; ", reasons) + ". Start the missing nodes, or wait for a takeover")
                .with("reasons", reasons));
    }

    /** The word for {@code reason}, the same in types and in outcomes of a batch. */
    private static String typeOf(Refusal reason) {
        return reason.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    private static Problem retryLater(Problem problem) {
        return problem.withHeader(RETRY_AFTER, "1");
    }

    private static String titleOf(Refusal reason) {
        return switch (reason) {
            case NO_MAP -> "No cluster map is known";
            case NO_LEADER -> "The key's range has no leader";
            case NO_ANSWER -> "The nodes that could serve it do not answer";
            case NOT_RESPONSIBLE -> "The key's range is moving";
            case TAKING_OVER -> "A new leader is taking over";
            case NO_QUORUM -> "Too few members of the key's range answer";
            case NO_SEQUENCER -> "No sequence numbers are to be had";
            case NO_REBALANCER -> "Nobody is in office as the rebalancer";
            case NOT_REACHED -> "No replica reached that number in time";
            case OVERLOADED -> "The nodes have more to do than they take";
            case DISK_FULL -> "The disk of the range's leader is full";
            case SHUTTING_DOWN -> "The node is stopping";
            case CLIENT_BUSY -> "The server has more to do than it takes";
            case CLIENT_CLOSED -> "The server is stopping";
        };
    }
}
