package io.ordinal.webserver;

import io.ordinal.ring.Bytes;
import java.util.concurrent.CompletionStage;

/** What answers the requests of a route. */
@FunctionalInterface
public interface Resource {
    /**
     * Never blocks. The stage completes on any thread, and not exceptionally unless there is a bug.
     *
     * @throws ProblemException if the request is refused; nothing was done
     */
    CompletionStage<Reply> answer(RequestHead head, Bytes body);
}
