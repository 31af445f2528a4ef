package io.ordinal.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.ordinal.launcher.CommandRun;
import io.ordinal.launcher.chaos.FailoverEvent;
import io.ordinal.launcher.chaos.FaultKind;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A short run of {@code ordinal chaos}, with each kind of fault that takes no root and no tool. */
class ChaosTest {
    private static final List<FaultKind> KINDS = Arrays.stream(FaultKind.values())
            .filter(kind -> kind != FaultKind.DISK_FULL && kind != FaultKind.FAILED_FORCE)
            .toList();

    @Test
    void nothing_is_broken_by_half_a_minute_of_faults() {
        String faults = KINDS.stream().map(FaultKind::words).collect(Collectors.joining(","));
        CommandRun run = CommandRun.of("chaos", "--minutes", "0.6", "--faults", faults);
        System.out.println(run.out());
        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        assertThat(run.out())
                .contains("NOTHING WAS BROKEN")
                .contains("every key of all rounds is what its round left")
                .containsPattern("[0-9]+ applied")
                .containsPattern("counters: [1-9]")
                .doesNotContain("kept:");
        String folder = run.out().replaceFirst("(?s).*nodes in (\\S+).*", "$1");
        assertThat(Path.of(folder)).doesNotExist();
    }

    @Test
    void a_node_whose_disk_cannot_force_stops_itself_and_the_others_go_on() {
        CommandRun run = CommandRun.of("chaos", "--minutes", "0.2", "--faults", "failed-force");
        System.out.println(run.out());
        assumeThat(run.out()).as("strace works here").doesNotContain("is left out");
        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        assertThat(run.out())
                .contains("NOTHING WAS BROKEN")
                .contains("stopped itself, as it must")
                .containsPattern("counters: [1-9]");
    }

    @Test
    void failover_is_measured_for_each_event_and_loses_no_write() {
        CommandRun run = CommandRun.of("chaos", "--measure", "failover", "--trials", "1");
        System.out.println(run.out());
        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        for (FailoverEvent event : FailoverEvent.values()) {
            assertThat(run.out())
                    .containsPattern(Pattern.quote(event.words()) + " +1 +(16|48) +.* ms +.* ms +.* ms +0 ");
        }
    }

    @Test
    void help_lists_every_fault_and_another_one_is_refused_by_name() {
        String help = CommandRun.of("help", "chaos").out();
        for (FaultKind kind : FaultKind.values()) {
            assertThat(help).contains(kind.words());
        }
        CommandRun run = CommandRun.of("chaos", "--faults", "kill,flood");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("there is no fault 'flood'");
    }

    @Test
    void help_says_what_can_be_measured_and_a_measurement_of_too_few_keys_is_refused() {
        assertThat(CommandRun.of("help", "chaos").out())
                .contains("failover:", "moves:", "--keys", "--rate", "--value-size", "--measure moves");
        CommandRun run = CommandRun.of("chaos", "--measure", "moves", "--keys", "10");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("1000 to 10000000 keys, not 10");
    }
}
