package io.ordinal.webserver;

import io.ordinal.ring.Bytes;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A file that comes with the server: the dashboard and the OpenAPI document. */
final class StaticResource implements Resource {
    /** The dashboard is made of its own files only, and no page may frame it. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:;"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final Reply reply;

    StaticResource(String contentType, Bytes content) {
        this.reply = new Reply(200, Map.of(), new Reply.Body.Raw(contentType, content))
                .with("Content-Security-Policy", POLICY);
    }

    @Override
    public CompletionStage<Reply> answer(RequestHead head, Bytes body) {
        return CompletableFuture.completedFuture(reply);
    }
}
