package io.ordinal.webserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.client.Refusal;
import io.ordinal.client.WriteOutcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemsTest {
    @ParameterizedTest
    @EnumSource(Refusal.class)
    void whatever_was_not_done_may_be_asked_again_and_says_the_next_step(Refusal reason) {
        Problem problem = Problems.notDone(reason, "n1 said so");

        assertThat(problem.status()).isEqualTo(reason == Refusal.DISK_FULL ? 507 : 503);
        assertThat(problem.headers()).containsKey("Retry-After");
        assertThat(problem.detail()).contains("n1 said so").endsWith(reason.nextStep());
        assertThat(problem.tree()).containsEntry("mayHaveBeenApplied", false).containsEntry("reason", reason.name());
        assertThat(problem.type()).matches("[a-z]+(-[a-z]+)*");
    }

    @Test
    void an_unknown_outcome_is_never_told_as_one_that_may_simply_be_asked_again() {
        Problem problem = Problems.unknown(new WriteOutcome.Unknown("the connection broke"));

        assertThat(problem.status()).isEqualTo(504);
        assertThat(problem.headers()).doesNotContainKey("Retry-After");
        assertThat(problem.tree()).containsEntry("mayHaveBeenApplied", true);
    }
}
