package io.ordinal.webserver;

import io.ordinal.ring.Bytes;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a request that must be JSON and say so: what a form of another page can send is not taken.
 *
 * @param reader reads JSON; throws {@link ProblemException} if it is none
 */
record JsonBody(Function<Bytes, @Nullable Object> reader) {
    /** @throws ProblemException (415, 400) */
    @Nullable
    Object read(RequestHead head, Bytes body) {
        String contentType = head.headers().value("Content-Type");
        String type = contentType == null ? "" : contentType.split(";", 2)[0];
        if (!type.strip().toLowerCase(Locale.ROOT).equals(Reply.JSON)) {
            throw new ProblemException(Problems.wrongType(Reply.JSON));
        }
        return reader.apply(body);
    }
}
