package io.ordinal.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.launcher.load.LoadReport;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class BenchCommandTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "--read-share=1.5",
                "--in-flight=0",
                "--in-flight=100000",
                "--clients=0",
                "--clients=65",
                "--value-size=1048577",
                "--value-size=-1",
                "--keys=0",
                "--seconds=0",
                "--read=sometimes",
                "--rate=0",
                "--rate=-5",
                "--deadline=0"
            })
    void refuses_what_makes_no_sense_before_it_connects(String option) {
        CommandLine ordinal = OrdinalCommand.commandLine().setErr(new PrintWriter(new StringWriter()));

        assertThat(ordinal.execute("bench", option)).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void prints_only_what_was_asked_and_how_it_ended() {
        LoadReport.Operations writes = new LoadReport.Operations(
                10_123.4,
                Map.of("applied", 202_468L, "unknown", 2L),
                new LoadReport.Latency(900, 4_100, 12_345, 99_000, 120_000));

        String printed = BenchTable.print(new LoadReport(
                1, 64, 100_000, 100, 0, "linearizable", 10, 20.0, writes, null, null, 2, "it took too long"));

        assertThat(printed)
                .contains("64 in flight by 1 client, 100,000 keys")
                .contains("10,123")
                .contains("0.90 ms")
                .contains("12 ms")
                .contains("202,468 applied")
                .contains("2 operations did not end as they should; the first: it took too long")
                .doesNotContain("reads   ");
    }

    @Test
    void says_what_came_of_a_fixed_rate() {
        LoadReport.Offered offered =
                new LoadReport.Offered(5_000, 17, 1_234, new LoadReport.Latency(1, 1, 801_000, 1, 1));

        String printed = BenchTable.print(
                new LoadReport(2, 8_192, 100_000, 100, 0, "linearizable", 0, 20.0, null, null, offered, 1_251, "busy"));

        assertThat(printed)
                .contains("at most 8192 in flight by 2 clients")
                .contains("offered 5,000 a second: 1,234 refused (p99 after 801 ms), 17 not started");
    }
}
