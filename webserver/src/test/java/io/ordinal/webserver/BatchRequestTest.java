package io.ordinal.webserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ordinal.client.Write;
import io.ordinal.protocol.Condition;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import io.ordinal.webserver.jackson.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchRequestTest {
    /** Reads a batch of these operations, which are written with single quotes. */
    private static List<Write> parse(String operations) {
        String json = ("{'operations':[" + operations + "]}").replace('\'', '"');
        return BatchRequest.parse(new Json().read(Bytes.utf8(json)));
    }

    @Test
    void operations_say_what_and_on_which_condition() {
        List<Write> writes = parse("{'op':'put','key':'a','value':'1','ttlSeconds':2},"
                + "{'op':'put','keyBase64':'/w==','valueBase64':'','ifAbsent':true},"
                + "{'op':'delete','key':'b','ifSequence':10482}");

        assertThat(writes)
                .containsExactly(
                        Write.put(Key.utf8("a"), Bytes.utf8("1"), 2_000),
                        Write.put(Key.of(Bytes.wrap(new byte[] {-1})), Bytes.EMPTY)
                                .onlyIf(Condition.ABSENT),
                        Write.delete(Key.utf8("b")).onlyIf(new Condition.VersionIs(10_482)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "{}",
                "{'op':'put','key':'a'}",
                "{'op':'put','value':'a'}",
                "{'op':'put','key':'','value':'a'}",
                "{'op':'put','key':'a','value':1}",
                "{'op':'put','key':'a','value':null}",
                "{'op':'put','key':'a','keyBase64':'YQ==','value':'1'}",
                "{'op':'put','key':'a','valueBase64':'*'}",
                "{'op':'put','key':'a','value':'1','ttlSeconds':0}",
                "{'op':'put','key':'a','value':'1','ttlSeconds':1.5}",
                "{'op':'put','key':'a','value':'1','ttl':5}",
                "{'op':'put','key':'a','value':'1','ifSequence':99999999999999999999}",
                "{'op':'put','key':'a','value':'1','ifSequence':1,'ifAbsent':true}",
                "{'op':'put','key':'a','value':'1','ifAbsent':'yes'}",
                "{'op':'put','key':'\\ud800','value':'1'}",
                "{'op':'delete','key':'a','value':'1'}",
                "{'op':'get','key':'a'}",
                "{'op':'put','key':'a','key':'b','value':'1'}"
            })
    void a_wrong_operation_is_refused_and_named(String operation) {
        ProblemException refused =
                catchThrowableOfType(ProblemException.class, () -> parse("{'op':'delete','key':'fine'}," + operation));

        assertThat(refused.problem().status()).isEqualTo(400);
        assertThat(refused.problem().detail()).containsAnyOf("operations[1]", "no JSON");
    }

    @Test
    void one_value_that_is_too_large_is_refused_like_a_wrong_operation() {
        String large = "x".repeat((1 << 20) + 1);

        ProblemException refused = catchThrowableOfType(
                ProblemException.class, () -> parse("{'op':'put','key':'a','value':'" + large + "'}"));

        assertThat(refused.problem().detail()).contains("operations[0]", "1048576");
    }
}
