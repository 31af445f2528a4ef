package io.ordinal.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How many writes a node takes in at which pace. */
class WriteBudgetTest {
    private static final long MILLI = 1_000_000;

    private long nowNanos = 5_000 * MILLI;
    private int underWay;
    private final WriteBudget budget = new WriteBudget(NodeLimits.DEFAULT, nowNanos);

    @Test
    void aNodeThatWasIdleTakesAFewHundred() {
        assertThat(takeAll()).isEqualTo(256);
        assertThat(budget.hasRoom()).isFalse();
    }

    @Test
    void aFastNodeTakesWhatItDoesInAFifthOfASecondAndNeverMoreThanItsBound() {
        for (int i = 0; i < 20; i++) {
            work(800); // 16,000 a second
        }
        assertThat(takeAll()).isBetween(2_880, 3_200);

        work(100_000);
        assertThat(takeAll()).isEqualTo(NodeLimits.DEFAULT.pendingWrites());
    }

    @Test
    void aNodeThatHasBecomeSlowTakesLessAgainAfterTwoSeconds() {
        for (int i = 0; i < 20; i++) {
            work(800);
        }
        pass(2_100);
        assertThat(takeAll()).isEqualTo(256);
    }

    /** Takes what there is room for, and says how many there are under way then. */
    private int takeAll() {
        while (budget.hasRoom()) {
            budget.taken(10);
            underWay++;
        }
        return underWay;
    }

    private void work(int writes) {
        for (int i = 0; i < writes; i++) {
            budget.taken(10);
        }
        budget.done(writes, 10L * writes);
        pass(50);
    }

    private void pass(long millis) {
        nowNanos += millis * MILLI;
        budget.tick(nowNanos);
    }
}
