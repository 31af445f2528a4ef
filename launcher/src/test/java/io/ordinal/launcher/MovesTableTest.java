package io.ordinal.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.launcher.chaos.MovesFigures;
import io.ordinal.launcher.chaos.MovesFigures.Row;
import io.ordinal.launcher.chaos.MovesPlan;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A node joins and is drained again; what is said of the figures, as they are good or bad. */
class MovesTableTest {
    private static final MovesPlan PLAN = new MovesPlan(3, 100_000, 100, 1_000);
    private static final Row BEFORE = row("before", 0, 10, 48, 48, 0, 0, 1.01);
    private static final Row JOINS = row("n4 joins", 0, 29, 48, 64, 8_200_000, 8_000_000, 1.02);
    private static final Row DRAINED = row("n4 is drained", 0, 20, 64, 48, 8_000_000, 8_000_000, 1.01);

    @Test
    void where_every_goal_is_met_it_says_so() {
        MovesFigures figures = figures(JOINS, DRAINED);
        assertThat(figures.verdict()).isEmpty();
        assertThat(MovesTable.print(figures))
                .contains("ALL GOALS ARE MET", "100,000 keys were compared")
                .containsPattern("before +20\\.0 +20,000 +0 +5\\.0 ms +10 ms +40 ms +48 -> 48 +0 +- +- +- +1\\.010")
                .containsPattern("n4 joins .* 48 -> 64 +48 +8\\.20 MB +8\\.00 MB +1\\.025 +1\\.020")
                .containsPattern("goal .* 0 +<= 30 ms +as before +<= 1\\.05 +<= 1\\.10");
    }

    @Test
    void each_goal_that_is_missed_is_said_with_both_figures() {
        Row slow = row("n4 joins", 2, 31, 48, 64, 9_000_000, 8_000_000, 1.2);
        Row unmerged = row("n4 is drained", 0, 20, 64, 50, 8_000_000, 8_000_000, 1.01);
        assertThat(figures(slow, unmerged).verdict())
                .containsExactly(
                        "n4 joins: 2 operations failed; the first: nobody answered",
                        "n4 joins: p99 was 31.0 ms, more than 3 times the 10.0 ms before",
                        "n4 joins: 9,000,000 bytes were moved where the rings differ by 8,000,000: 1.13 times, more than 1.05",
                        "n4 joins: the most loaded node holds 1.20 times the mean, more than 1.10",
                        "there were 48 ranges before, and are 50 at the end");
    }

    @Test
    void bytes_that_were_moved_though_no_node_gained_any_are_too_many() {
        Row needless = row("n4 joins", 0, 20, 48, 48, 5, 0, 1.0);
        assertThat(figures(needless).verdict()).singleElement().asString().contains("5 bytes were moved");
    }

    @Test
    void what_the_store_did_wrong_comes_first() {
        MovesFigures figures = new MovesFigures(
                PLAN, List.of(BEFORE, JOINS, DRAINED), 100_000, 900, 1, List.of("3 keys are LOST at the end"));
        assertThat(figures.verdict()).containsExactly("3 keys are LOST at the end");
        assertThat(MovesTable.print(figures))
                .contains("NOT AS IT SHOULD BE:\n  3 keys are LOST at the end", "1 keys had histories too long");
    }

    private static MovesFigures figures(Row... changes) {
        return new MovesFigures(
                PLAN, Stream.concat(Stream.of(BEFORE), Arrays.stream(changes)).toList(), 100_000, 900, 0, List.of());
    }

    private static Row row(
            String phase, long failed, double p99, int before, int after, long moved, long demanded, double balance) {
        return new Row(
                phase,
                20,
                20_000,
                failed,
                failed > 0 ? "nobody answered" : null,
                5,
                p99,
                40,
                before,
                after,
                before == after ? 0 : 48,
                moved,
                demanded,
                balance);
    }
}
