package io.ordinal.webserver;

import io.ordinal.protocol.ReadMode;
import io.ordinal.ring.Bytes;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parameters of a request. What nobody asked for is refused: a misspelt parameter must not change what is done. */
public final class Query {
    private final Map<String, String> rawValues;

    private Query(Map<String, String> rawValues) {
        this.rawValues = rawValues;
    }

    /** @throws ProblemException (400) if one parameter comes twice */
    static Query parse(String raw) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : raw.isEmpty() ? new String[0] : raw.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = Percent.decodeQueryText(equals < 0 ? pair : pair.substring(0, equals));
            if (values.put(name, equals < 0 ? "" : pair.substring(equals + 1)) != null) {
                throw new ProblemException(Problems.badRequest("the parameter '" + name + "' is given twice"));
            }
        }
        return new Query(values);
    }

    /** @throws ProblemException (400) if there is a parameter with none of these names */
    void allowOnly(String... names) {
        List<String> known = Arrays.asList(names);
        for (String name : rawValues.keySet()) {
            if (!known.contains(name)) {
                String taken = known.isEmpty() ? "none" : String.join(", ", known);
                throw new ProblemException(
                        Problems.badRequest("the parameter '" + name + "' is not taken here; taken are: " + taken));
            }
        }
    }

    Bytes bytes(String name) {
        String raw = rawValues.get(name);
        return raw == null ? Bytes.EMPTY : Percent.decodeQuery(raw);
    }

    @Nullable
    String text(String name) {
        String raw = rawValues.get(name);
        return raw == null ? null : Percent.decodeQueryText(raw);
    }

    /** @throws ProblemException (400) unless the parameter is absent or a whole number from {@code min} to {@code max} */
    long number(String name, long ifAbsent, long min, long max) {
        String text = text(name);
        if (text == null) {
            return ifAbsent;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= min && number <= max && text.charAt(0) != '+') {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below, like a number that is out of bounds.
        }
        throw new ProblemException(Problems.badRequest(
                "'" + name + "' is a whole number from " + min + " to " + max + ", not '" + text + "'"));
    }

    /** How fresh a read must be: {@code read} and {@code at-least}. */
    ReadMode readMode() {
        String read = text("read");
        long atLeast = number("at-least", 0, 1, Long.MAX_VALUE);
        if (atLeast != 0) {
            if (read != null && !read.equals("any")) {
                throw new ProblemException(Problems.badRequest(
                        "'at-least' goes without 'read' or with read=any: a linearizable read sees every number"));
            }
            return new ReadMode.AtLeast(atLeast);
        }
        if (read == null || read.equals("linearizable")) {
            return ReadMode.LINEARIZABLE;
        }
        if (read.equals("any")) {
            return ReadMode.ANY;
        }
        throw new ProblemException(
                Problems.badRequest("'read' is linearizable (the default) or any, not '" + read + "'"));
    }
}
