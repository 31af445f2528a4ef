package io.ordinal.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees at the command line who asks for help or gets something wrong. */
class CommandLineTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path temp;

    @Test
    void every_command_is_listed_and_explains_itself_with_an_example() {
        assertThat(run("--help")).isEqualTo(ExitCode.OK);
        for (String command : OrdinalCommand.commandLine().getSubcommands().keySet()) {
            assertThat(out.toString()).contains(command);
            out.getBuffer().setLength(0);
            assertThat(run("help", command)).isEqualTo(ExitCode.OK);
            if (!command.equals("help")) {
                assertThat(out.toString()).contains("Example").contains("ordinal " + command);
                String help = out.toString();
                out.getBuffer().setLength(0);
                assertThat(run(command, "--help")).isEqualTo(ExitCode.OK);
                assertThat(out.toString()).isEqualTo(help);
            }
            assertThat(run("--help")).isEqualTo(ExitCode.OK);
        }
    }

    @Test
    void a_wrong_word_is_met_with_the_right_one() {
        assertThat(run("statsu")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("status");
    }

    @Test
    void a_node_id_that_is_none_is_refused_with_what_would_be_one() {
        assertThat(run("node", "--id", "n 1", "--zookeeper", "127.0.0.1:1", "--data", temp.toString()))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("use 1 to 64 letters");
    }

    @Test
    void a_number_out_of_bounds_is_refused_with_the_bounds() {
        assertThat(run("up", "--nodes", "0", "--data", temp.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("between 1 and 50");
    }

    @Test
    void without_a_cluster_status_says_how_to_start_one() {
        assertThat(run("status", "--data", temp.toString())).isEqualTo(ExitCode.NO_CLUSTER);
        assertThat(run("status", "--watch", "--data", temp.toString())).isEqualTo(ExitCode.NO_CLUSTER);
        assertThat(err.toString()).contains("ordinal up").doesNotContain("Exception");
    }

    @Test
    void what_is_to_happen_to_nodes_needs_their_names_and_a_cluster() {
        assertThat(run("drain")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("NODE");
        assertThat(run("replace", "n1")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("BY");
        assertThat(run("drain", "n1", "--wait", "--data", temp.toString())).isEqualTo(ExitCode.NO_CLUSTER);
        assertThat(run("moves", "throttle", "50MB", "--data", temp.toString())).isEqualTo(ExitCode.NO_CLUSTER);
    }

    @Test
    void a_zookeeper_that_is_not_there_is_named() {
        assertThat(run("status", "--zookeeper", "127.0.0.1:1")).isEqualTo(ExitCode.NO_CLUSTER);
        assertThat(err.toString()).contains("127.0.0.1:1 is not reachable").doesNotContain("Exception");
    }

    private int run(String... arguments) {
        return OrdinalCommand.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
