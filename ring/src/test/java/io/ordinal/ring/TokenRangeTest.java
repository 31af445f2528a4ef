package io.ordinal.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TokenRangeTest {
    private static final int TOKENS = 8;

    /** A range between two of a few tokens, so that bounds fall together often. */
    private static TokenRange between(int two) {
        return new TokenRange(token(two / TOKENS), token(two % TOKENS));
    }

    private static long token(int of) {
        return (of - 1L) * (Long.MAX_VALUE / TOKENS * 2); // one of them is -1, as in the first map
    }

    @Property(tries = 2_000)
    void whatIsLeftWithoutOthersIsAllThatNoneOfThemHas(
            @ForAll @IntRange(max = TOKENS * TOKENS - 1) int whole,
            @ForAll @Size(max = 4) List<@IntRange(max = TOKENS * TOKENS - 1) Integer> taken) {
        TokenRange range = between(whole);
        List<TokenRange> others = taken.stream().map(TokenRangeTest::between).toList();

        List<TokenRange> rest = range.without(others);

        for (int i = 0; i < TOKENS; i++) {
            for (long token : new long[] {token(i), token(i) + 1}) {
                boolean isLeft = range.contains(token) && others.stream().noneMatch(other -> other.contains(token));
                assertThat(rest.stream().filter(part -> part.contains(token)))
                        .as("parts of %s without %s that have %s", range, others, Tokens.toString(token))
                        .hasSize(isLeft ? 1 : 0);
            }
        }
    }

    @Test
    void aRangeWithoutOneInItsMiddleIsItsTwoEnds() {
        TokenRange range = new TokenRange(10, 50);

        assertThat(range.without(List.of(new TokenRange(20, 30))))
                .containsExactlyInAnyOrder(new TokenRange(10, 20), new TokenRange(30, 50));
        assertThat(range.without(List.of(new TokenRange(40, 20)))).containsExactly(new TokenRange(20, 40));
        assertThat(TokenRange.WHOLE_RING.without(List.of(range))).containsExactly(new TokenRange(50, 10));
    }
}
