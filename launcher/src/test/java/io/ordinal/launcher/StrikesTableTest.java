package io.ordinal.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.launcher.chaos.Moment;
import io.ordinal.launcher.chaos.Strike;
import io.ordinal.launcher.chaos.Strike.Harm;
import io.ordinal.launcher.chaos.Strike.Victim;
import io.ordinal.launcher.chaos.StrikesReport;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StrikesTableTest {
    private static final Strike DONE = new Strike(Moment.COPYING, Victim.TARGET, Harm.PAUSE);
    private static final Strike MISSED = new Strike(Moment.OPENING, Victim.ZOOKEEPER, Harm.KILL);

    @Test
    void it_says_how_soon_all_was_served_again_and_what_was_never_to_be_seen() {
        String table = StrikesTable.print(report(List.of()));

        assertThat(table)
                .containsPattern("copying +- +- +- +1\\.2 s +-")
                .contains(
                        "5,000 operations ended meanwhile, 3 of them without",
                        "never to be seen: kill the zookeeper while a range is moved, and opening",
                        "NOTHING WAS LOST, AND NOTHING STOOD STILL");
    }

    @Test
    void it_says_what_is_broken() {
        assertThat(StrikesTable.print(report(List.of("7 keys are LOST at the end, like moves/1"))))
                .endsWith("NOT AS IT SHOULD BE:\n  7 keys are LOST at the end, like moves/1");
    }

    private static StrikesReport report(List<String> broken) {
        return new StrikesReport(Map.of(DONE, 1.23), List.of(MISSED), 5_000, 3, 100, 200, 0, broken);
    }
}
