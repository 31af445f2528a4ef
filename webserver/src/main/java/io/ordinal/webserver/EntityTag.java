package io.ordinal.webserver;

import io.ordinal.protocol.Condition;
import org.jspecify.annotations.Nullable;

/** Sequence numbers as entity tags: {@code "10482"}, in quotes, is the version that write #10482 made. */
final class EntityTag {
    private EntityTag() {}

    static String of(long sequence) {
        return "\"" + sequence + "\"";
    }

    /**
     * What {@code If-Match} and {@code If-None-Match} of a write ask for.
     *
     * @throws ProblemException (400) if it is none of {@code If-Match: "NUMBER"} and {@code If-None-Match: *}
     */
    static Condition conditionOfWrite(@Nullable String ifMatch, @Nullable String ifNoneMatch) {
        if (ifMatch != null && ifNoneMatch != null) {
            throw new ProblemException(Problems.badRequest("a write takes If-Match or If-None-Match, not both"));
        }
        if (ifNoneMatch != null) {
            if (!ifNoneMatch.strip().equals("*")) {
                throw new ProblemException(
                        Problems.badRequest("a write takes If-None-Match: * (the key has no entry) and no other"));
            }
            return Condition.ABSENT;
        }
        return ifMatch == null ? Condition.NONE : new Condition.VersionIs(parse("If-Match", ifMatch));
    }

    /** Whether {@code If-Match} of a read lets the entry through; {@code version} 0 stands for none. */
    static boolean matches(@Nullable String ifMatch, long version) {
        if (ifMatch == null) {
            return true;
        }
        return version != 0 && (ifMatch.strip().equals("*") || parse("If-Match", ifMatch) == version);
    }

    /** Whether {@code If-None-Match} of a read says that the caller has the entry already. */
    static boolean isKnown(@Nullable String ifNoneMatch, long version) {
        return ifNoneMatch != null
                && (ifNoneMatch.strip().equals("*") || parse("If-None-Match", ifNoneMatch) == version);
    }

    private static long parse(String header, String text) {
        String tag = text.strip();
        int end = tag.length() - 1;
        if (end >= 2 && tag.charAt(0) == '"' && tag.charAt(end) == '"' && tag.length() <= 21) {
            long number = 0;
            for (int i = 1; i < end; i++) {
                char c = tag.charAt(i);
                boolean fits = number <= (Long.MAX_VALUE - 9) / 10;
                number = c >= '0' && c <= '9' && fits && number >= 0 ? number * 10 + (c - '0') : -1;
            }
            if (number > 0) {
                return number;
            }
        }
        throw new ProblemException(Problems.badRequest(
                header + " takes one sequence number in quotes, as ETag gave it: " + header + ": \"10482\""));
    }
}
