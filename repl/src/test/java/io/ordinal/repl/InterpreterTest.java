package io.ordinal.repl;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.client.Refusal;
import io.ordinal.client.WriteOutcome;
import io.ordinal.repl.jackson.JsonOutput;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InterpreterTest {
    private final MemoryClient store = new MemoryClient();
    private final List<String> out = new ArrayList<>();
    private final List<String> err = new ArrayList<>();
    private final Interpreter people = interpreter(new TextOutput(out::add, err::add));

    private Interpreter interpreter(Output output) {
        return new Interpreter(new Commands(List.of()), new Session(store, output, Screen.NONE, Duration.ofSeconds(1)));
    }

    private String run(String line, ExitStatus expected) {
        out.clear();
        err.clear();
        assertThat(people.run(line)).as(err.toString()).isEqualTo(expected);
        return String.join("\n", expected == ExitStatus.OK || expected == ExitStatus.NO ? out : err);
    }

    @Test
    void what_is_put_can_be_read_changed_on_condition_and_deleted() {
        assertThat(run("put greeting \"hello world\"", ExitStatus.OK)).isEqualTo("#101");
        assertThat(run("get greeting", ExitStatus.OK)).isEqualTo("hello world\n  #101, 11 B (as of #101)");
        assertThat(run("cas greeting bye --if #101", ExitStatus.OK)).isEqualTo("#102");
        assertThat(run("cas greeting again --if #101", ExitStatus.NO))
                .contains("rejected")
                .contains("#102");
        assertThat(run("cas greeting again --if-absent", ExitStatus.NO)).contains("--if #102 would hold");
        assertThat(run("delete greeting --if 102", ExitStatus.OK)).isEqualTo("#103");
        assertThat(run("get greeting", ExitStatus.NO)).isEqualTo("no entry (as of #103)");
    }

    @Test
    void a_time_to_live_is_shown() {
        run("put session on --ttl 30s", ExitStatus.OK);
        assertThat(run("get session", ExitStatus.OK)).contains("vanishes in 30s");
    }

    @Test
    void a_scan_walks_its_pages_up_to_the_limit_and_tells_where_to_go_on() {
        for (int i = 0; i < 5; i++) {
            run("put user:" + i + " v", ExitStatus.OK);
        }
        run("put other v", ExitStatus.OK);
        assertThat(run("scan user:", ExitStatus.OK))
                .contains("KEY")
                .endsWith("5 entries")
                .doesNotContain("other");
        assertThat(run("scan user: --limit 3", ExitStatus.OK)).contains("3 entries, and there may be more: --cursor ");
    }

    @Test
    void outcomes_that_are_no_success_say_so_and_what_to_do() {
        store.nextOutcomes.add(new WriteOutcome.Unknown("the leader's connection broke"));
        assertThat(run("put k v", ExitStatus.UNKNOWN))
                .contains("may have been applied")
                .contains("`get k`");
        store.nextOutcomes.add(new WriteOutcome.NotDone(Refusal.NO_QUORUM, "n1 says: 1 of 3 members answer"));
        assertThat(run("put k v", ExitStatus.FAILED)).contains("not done").contains(Refusal.NO_QUORUM.nextStep());
        assertThat(run("cas k v", ExitStatus.USAGE)).contains("--if #N");
        assertThat(run("watch", ExitStatus.USAGE)).contains("needs a terminal");
    }

    @Test
    void a_script_stops_at_the_first_error_unless_told_otherwise() {
        List<String> script = List.of("put a 1", "# a comment", "", "get missing", "put b 2");
        assertThat(people.runAll(script.iterator(), false)).isEqualTo(ExitStatus.NO);
        assertThat(store.entries).hasSize(1);
        assertThat(people.runAll(script.iterator(), true)).isEqualTo(ExitStatus.NO);
        assertThat(store.entries).hasSize(2);
    }

    @Test
    void nothing_after_exit_is_run() {
        assertThat(people.runAll(List.of("put a 1", "exit", "put b 2").iterator(), false))
                .isEqualTo(ExitStatus.OK);
        assertThat(store.entries).hasSize(1);
    }

    @Test
    void for_machines_every_answer_is_an_object_on_a_line() {
        Interpreter machines = interpreter(new JsonOutput(out::add, err::add));
        assertThat(machines.run("put \\xff \"a \\\"b\\\"\"")).isEqualTo(ExitStatus.OK);
        assertThat(machines.run("get \\xff")).isEqualTo(ExitStatus.OK);
        assertThat(machines.run("get missing")).isEqualTo(ExitStatus.NO);
        assertThat(machines.run("gte x")).isEqualTo(ExitStatus.USAGE);
        assertThat(out)
                .containsExactly(
                        "{\"outcome\":\"applied\",\"keyBase64\":\"/w==\",\"sequence\":101}",
                        "{\"keyBase64\":\"/w==\",\"valueUtf8\":\"a \\\"b\\\"\",\"sequence\":101,\"asOfSequence\":101}",
                        "{\"keyUtf8\":\"missing\",\"found\":false,\"asOfSequence\":101}",
                        "{\"error\":\"there is no command 'gte'; did you mean `get`? `help` lists them all\","
                                + "\"outcome\":\"usage\",\"exitCode\":2}");
    }

    @Test
    void status_shows_every_node_and_that_too_few_answer() {
        assertThat(run("status", ExitStatus.OK))
                .contains("3 of 3 nodes answer; 4 ranges, each on 3 nodes, map 7; reads and writes")
                .contains("127.0.0.1:7101")
                .contains("sequencer")
                .contains("rebalancer");
        store.silent = List.of("n2", "n3");
        assertThat(run("status", ExitStatus.OK))
                .contains("READ-ONLY: ranges have no quorum")
                .contains("n2 does not answer: connection refused");
    }

    @Test
    void status_of_one_node_shows_its_replicas_and_no_other_node() {
        assertThat(run("status n2", ExitStatus.OK))
                .contains("3 of 3 nodes answer")
                .contains("127.0.0.1:7102")
                .doesNotContain("127.0.0.1:7101")
                .containsPattern("r2 +leader +1 +#10482 +#10480 +#10480");
        assertThat(run("nodes n2", ExitStatus.OK)).contains("127.0.0.1:7102").doesNotContain("127.0.0.1:7101");
        store.silent = List.of("n2");
        assertThat(run("status n2", ExitStatus.OK))
                .contains("2 of 3 nodes answer")
                .contains("n2 does not answer");
        assertThat(run("status n9", ExitStatus.USAGE)).isEqualTo("there is no node 'n9'; there are n1, n2, n3");
        assertThat(run("nodes n9", ExitStatus.USAGE)).contains("there is no node 'n9'");
    }

    @Test
    void the_map_is_followed_live() {
        assertThat(run("nodes", ExitStatus.OK))
                .contains("n3")
                .doesNotContain("n4")
                .doesNotContain("absent");
        store.view = Clusters.view("n1", "n2", "n4");
        assertThat(run("nodes", ExitStatus.OK)).contains("127.0.0.1:7104").containsPattern("n3 +absent");
    }

    @Test
    void the_ring_is_a_circle_of_its_leaders() {
        String picture = run("ring", ExitStatus.OK);
        assertThat(picture)
                .contains("4 ranges, each on 3 nodes")
                .contains("A  n1")
                .contains("50.0%")
                .contains("25.0%");
        assertThat(picture.lines().findFirst().orElse("")).contains("A");
        assertThat(run("ring --ranges", ExitStatus.OK)).contains("r4").contains("n1, n2, n3");
    }

    @Test
    void help_explains_each_command_with_examples() {
        assertThat(run("help", ExitStatus.OK)).contains("put", "get", "cas", "scan", "status", "ring", "watch", "exit");
        assertThat(run("help cas", ExitStatus.OK)).contains("cas KEY VALUE", "--if-absent", "Examples:");
        assertThat(run("help what", ExitStatus.USAGE)).contains("there is no command 'what'");
    }
}
