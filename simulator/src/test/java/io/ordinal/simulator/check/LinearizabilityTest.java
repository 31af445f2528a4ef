package io.ordinal.simulator.check;

import static io.ordinal.simulator.check.Histories.applied;
import static io.ordinal.simulator.check.Histories.found;
import static io.ordinal.simulator.check.Histories.history;
import static io.ordinal.simulator.check.Histories.nothing;
import static io.ordinal.simulator.check.Histories.rejected;
import static io.ordinal.simulator.check.Histories.unknown;
import static io.ordinal.simulator.check.Histories.versionIs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ordinal.protocol.Condition;
import io.ordinal.protocol.ReadMode;
import io.ordinal.simulator.world.Violation;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinearizabilityTest {
    @Test
    void oneCallAfterAnother() {
        accepts(history()
                .get("k", 0, 1, nothing(0))
                .put("k", "a", 2, 3, applied(1))
                .get("k", 4, 5, found("a", 1, 1))
                .delete("k", 6, 7, applied(2))
                .get("k", 8, 9, nothing(2)));
    }

    @Test
    void aReadDuringAWriteMaySeeItOrNot() {
        accepts(history()
                .put("k", "a", 0, 10, applied(1))
                .get("k", 1, 2, nothing(0))
                .get("k", 3, 4, found("a", 1, 1)));
    }

    @Test
    void aReadAfterANewerReadMustNotGoBack() {
        refuses(history()
                .put("k", "a", 0, 10, applied(1))
                .get("k", 1, 2, found("a", 1, 1))
                .get("k", 3, 4, nothing(0)));
    }

    @Test
    void anAnsweredWriteIsNotLost() {
        refuses(history().put("k", "a", 0, 1, applied(1)).get("k", 2, 3, nothing(1)));
    }

    @Test
    void aStaleReadIsFound() {
        refuses(history()
                .put("k", "a", 0, 1, applied(1))
                .put("k", "b", 2, 3, applied(2))
                .get("k", 4, 5, found("a", 1, 2)));
    }

    @Test
    void anUnknownWriteMayHappenLater() {
        accepts(history()
                .put("k", "a", 0, 1, unknown())
                .get("k", 2, 3, nothing(0))
                .put("k", "b", 4, 5, applied(2))
                .get("k", 6, 7, found("a", 3, 3)));
    }

    @Test
    void anUnknownWriteMayNeverHappen() {
        accepts(history()
                .put("k", "a", 0, 1, unknown())
                .get("k", 2, 3, nothing(0))
                .get("k", 9, 10, nothing(0)));
    }

    @Test
    void anUnknownWriteHappensOnceOnly() {
        refuses(history()
                .put("k", "a", 0, 1, unknown())
                .get("k", 2, 3, found("a", 1, 1))
                .put("k", "b", 4, 5, applied(2))
                .get("k", 6, 7, found("a", 1, 3)));
    }

    @Test
    void anUnknownDeleteExplainsAbsence() {
        accepts(history()
                .put("k", "a", 0, 1, applied(1))
                .delete("k", 2, 3, unknown())
                .get("k", 4, 5, nothing(2)));
    }

    @Test
    void aWriteIsNotSeenBeforeItBegan() {
        refuses(history().get("k", 0, 1, found("a", 1, 1)).put("k", "a", 2, 3, applied(1)));
    }

    @Test
    void twoSwapsOfOneVersionCannotBothSucceed() {
        refuses(history()
                .put("k", "a", 0, 1, applied(1))
                .put("k", "b", versionIs(1), 2, 10, applied(2))
                .put("k", "c", versionIs(1), 3, 9, applied(3)));
    }

    @Test
    void aSwapThatLostIsRejected() {
        accepts(history()
                .put("k", "a", 0, 1, applied(1))
                .put("k", "b", versionIs(1), 2, 10, applied(2))
                .put("k", "c", versionIs(1), 3, 9, rejected(2)));
    }

    @Test
    void aRejectionThatRestsOnALostWriteIsFound() {
        refuses(history()
                .put("k", "a", 0, 1, applied(1))
                .put("k", "b", versionIs(1), 2, 3, rejected(7))
                .get("k", 4, 5, found("a", 1, 9)));
    }

    @Test
    void aRejectionMayBeTheOnlyTraceOfAnUnknownWrite() {
        accepts(history()
                .put("k", "a", 0, 1, applied(1))
                .put("k", "x", 2, 3, unknown())
                .put("k", "b", versionIs(1), 4, 5, rejected(7)));
    }

    @Test
    void anUnknownSwapMayBeTheOnlyTraceOfAnUnknownWrite() {
        accepts(history()
                .put("k", "x", 0, 1, unknown())
                .put("k", "a", versionIs(7), 2, 3, unknown())
                .get("k", 4, 5, found("a", 8, 8)));
    }

    @Test
    void createIfAbsentSeesADelete() {
        accepts(history()
                .put("k", "a", 0, 1, applied(1))
                .delete("k", 2, 3, applied(2))
                .put("k", "b", Condition.ABSENT, 4, 5, applied(3)));
        refuses(history().put("k", "a", 0, 1, applied(1)).put("k", "b", Condition.ABSENT, 4, 5, applied(3)));
    }

    @Test
    void aValueThatNobodyWroteIsFound() {
        refuses(history().get("k", 0, 1, found("ghost", 1, 1)));
    }

    @Test
    void onePutHasOneNumber() {
        refuses(history().put("k", "a", 0, 9, applied(1)).get("k", 1, 2, found("a", 4, 4)));
    }

    @Test
    void keysAreIndependent() {
        accepts(history().put("k", "a", 0, 1, applied(1)).get("other", 2, 3, nothing(1)));
    }

    @Test
    void readsAtAnyAreNotJudgedHere() {
        accepts(history().put("k", "a", 0, 1, applied(1)).get("k", ReadMode.ANY, 2, 3, nothing(0)));
    }

    @Test
    void anEntryThatExpiresIsGoneFromItsTimeOnOrLater() {
        accepts(history()
                .put("k", "a", 0, 1, applied(1))
                .mayVanish("k", "a", 10)
                .get("k", 11, 12, nothing(1)));
        accepts(history()
                .put("k", "a", 0, 1, applied(1))
                .mayVanish("k", "a", 10)
                .get("k", 11, 12, found("a", 1, 1)));
        refuses(history()
                .put("k", "a", 0, 1, applied(1))
                .mayVanish("k", "a", 10)
                .get("k", 8, 9, nothing(1)));
        refuses(history()
                .put("k", "a", 0, 1, applied(1))
                .mayVanish("k", "a", 10)
                .get("k", 11, 12, nothing(1))
                .get("k", 13, 14, found("a", 1, 1)));
        refuses(history()
                .put("k", "a", 0, 1, applied(1))
                .mayVanish("k", "a", 10)
                .put("k", "b", 2, 3, applied(2))
                .get("k", 11, 12, nothing(2)));
    }

    @Test
    void manyConcurrentUnknownWritesAreDecidedSoon() {
        Histories history = history();
        for (int i = 0; i < 200; i++) {
            history.put("k", "lost" + i, 10L * i, 10L * i + 5, unknown());
            history.put("k", "kept" + i, 10L * i + 6, 10L * i + 7, applied(i + 1));
            history.get("k", 10L * i + 8, 10L * i + 9, found("kept" + i, i + 1, i + 1));
        }
        accepts(history);
    }

    @Test
    void aSearchThatIsTooLongIsGivenUpAndCounted() {
        Histories history = history();
        for (int i = 0; i < 30; i++) {
            history.put("k", "v" + i, 0, 1_000, applied(i + 1));
        }
        history.get("k", 2_000, 2_001, nothing(31));
        Linearizability bounded = new Linearizability(1_000);

        bounded.check(history.calls());

        assertThat(bounded.undecided()).isEqualTo(1);
    }

    private static void accepts(Histories history) {
        Linearizability checker = new Linearizability(100_000);
        checker.check(history.calls());
        assertThat(checker.undecided()).isZero();
    }

    private static void refuses(Histories history) {
        List<Call> calls = history.calls();
        assertThatThrownBy(() -> new Linearizability(100_000).check(calls)).isInstanceOf(Violation.class);
    }
}
