package io.ordinal.webserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.ordinal.protocol.CommandRefusal;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the OpenAPI document to what is served. */
class OpenApiTest {
    private static final List<String> METHODS = List.of("get", "head", "put", "post", "delete", "patch", "options");
    private static JsonNode document;

    @BeforeAll
    static void read() throws IOException {
        try (InputStream content = Route.class.getResourceAsStream("openapi.yaml")) {
            document = new YAMLMapper().readTree(content);
        }
    }

    @Test
    void it_lists_the_routes_that_are_served_and_no_others() {
        TreeMap<String, TreeSet<String>> served = new TreeMap<>();
        for (Route route : Route.values()) {
            TreeSet<String> methods = new TreeSet<>();
            route.methods().forEach(method -> methods.add(method.toLowerCase(Locale.ROOT)));
            served.put(route.template(), methods);
        }
        TreeMap<String, TreeSet<String>> listed = new TreeMap<>();
        document.get("paths").properties().forEach(path -> {
            TreeSet<String> methods = new TreeSet<>();
            path.getValue().fieldNames().forEachRemaining(methods::add);
            methods.retainAll(METHODS);
            listed.put(path.getKey(), methods);
        });

        assertThat(listed).isEqualTo(served);
    }

    @Test
    void every_reference_leads_somewhere() {
        assertThat(document.findValuesAsText("$ref"))
                .isNotEmpty()
                .allSatisfy(reference -> assertThat(
                                document.at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse());
    }

    @Test
    void every_operation_has_a_name_of_its_own_a_summary_and_answers() {
        TreeSet<String> names = new TreeSet<>();
        for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
            for (Iterator<String> methods = path.getValue().fieldNames(); methods.hasNext(); ) {
                String method = methods.next();
                if (METHODS.contains(method)) {
                    JsonNode operation = path.getValue().get(method);
                    assertThat(names.add(operation.path("operationId").asText()))
                            .isTrue();
                    assertThat(operation.path("summary").asText()).endsWith(".");
                    assertThat(operation.path("responses").isEmpty()).isFalse();
                }
            }
        }
    }

    @Test
    void it_lists_why_a_command_may_be_refused() {
        List<String> listed = new ArrayList<>();
        document.at("/components/schemas/CommandRefusal/enum").forEach(each -> listed.add(each.asText()));
        assertThat(listed)
                .containsExactlyElementsOf(
                        Arrays.stream(CommandRefusal.values()).map(Enum::name).toList());
    }

    @Test
    void every_parameter_that_it_lists_is_taken() {
        assertThat(document.get("components").get("parameters").findValuesAsText("name"))
                .contains("read", "at-least", "If-Match", "If-None-Match");
        assertThat(document.at("/paths/~1v1~1keys/get/parameters").findValuesAsText("name"))
                .containsExactly("prefix", "limit", "cursor");
    }
}
