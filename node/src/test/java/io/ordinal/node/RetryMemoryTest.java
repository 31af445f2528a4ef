package io.ordinal.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.protocol.ClientId;
import io.ordinal.protocol.RequestId;
import io.ordinal.protocol.RetryRecord;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetryMemoryTest {
    private static final int LIMIT = 3;

    private static RetryRecord answer(long number) {
        return new RetryRecord(new RequestId(new ClientId(1, 1), number), number, true, number);
    }

    private static RetryMemory remembering(long... numbers) {
        RetryMemory memory = new RetryMemory(LIMIT);
        for (long number : numbers) {
            memory.remember(answer(number));
        }
        return memory;
    }

    @Test
    void aUnionRemembersWhatAnyDoesByRisingNumberAndEachOnce() {
        RetryMemory union = RetryMemory.union(List.of(remembering(2, 3), remembering(1, 3)), LIMIT);

        assertThat(union.all()).containsExactly(answer(1), answer(2), answer(3));
        assertThat(union.floor()).isZero();
    }

    @Test
    void whatAnyMayHaveForgottenTheUnionMayHave() {
        RetryMemory forgetful = remembering(4, 5, 6, 7);
        assertThat(forgetful.floor()).isEqualTo(4);

        RetryMemory union = RetryMemory.union(List.of(remembering(2, 8), forgetful), 10);

        assertThat(union.floor()).isEqualTo(4);
        assertThat(union.all()).containsExactly(answer(5), answer(6), answer(7), answer(8));
    }

    @Test
    void aUnionThatIsTooLargeForgetsTheOldest() {
        RetryMemory union = RetryMemory.union(List.of(remembering(1, 4), remembering(2, 3)), LIMIT);

        assertThat(union.all()).containsExactly(answer(2), answer(3), answer(4));
        assertThat(union.floor()).isEqualTo(1);
    }

    @Test
    void aCopyForgetsByItself() {
        RetryMemory first = remembering(1, 2, 3);
        RetryMemory copy = first.copy();
        copy.remember(answer(4));

        assertThat(copy.floor()).isEqualTo(1);
        assertThat(first.all()).containsExactly(answer(1), answer(2), answer(3));
    }
}
