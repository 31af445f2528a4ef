package io.ordinal.repl;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.client.CommandOutcome;
import io.ordinal.client.MovesOutcome;
import io.ordinal.client.Refusal;
import io.ordinal.protocol.ClusterCommand;
import io.ordinal.protocol.CommandRefusal;
import io.ordinal.repl.jackson.JsonOutput;
import io.ordinal.ring.MoveSettings;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.Standing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an operator sees of moves, and can do about nodes. */
class MovesTest {
    private static final NodeId N2 = new NodeId("n2");
    private static final NodeId N3 = new NodeId("n3");
    private static final CommandOutcome TOO_FEW =
            new CommandOutcome.Refused(CommandRefusal.TOO_FEW_NODES, "too few nodes would remain");

    private final MemoryClient store = new MemoryClient();
    private final List<String> out = new ArrayList<>();
    private final List<String> err = new ArrayList<>();
    private final WatchedScreen screen = new WatchedScreen();

    private String run(String line, ExitStatus expected) {
        return run(line, expected, Screen.NONE, new TextOutput(out::add, err::add));
    }

    private String run(String line, ExitStatus expected, Screen at, Output output) {
        out.clear();
        err.clear();
        Session session = new Session(store, output, at, Duration.ofSeconds(1));
        assertThat(new Interpreter(new Commands(List.of()), session).run(line))
                .as(err.toString())
                .isEqualTo(expected);
        return String.join("\n", expected == ExitStatus.OK ? out : err);
    }

    private void n3Leaves(MoveSettings settings) {
        store.view = Clusters.moving("n3", Standing.LEAVING, settings);
        store.moves = new MovesOutcome.Known(N2, 8, Clusters.moves());
    }

    @Test
    void moves_are_listed_with_a_bar_the_time_that_is_left_and_what_they_wait_for() {
        n3Leaves(new MoveSettings(true, true, 600, 50_000_000, 4));
        assertThat(run("moves", ExitStatus.OK))
                .startsWith("1 move under way at 2.5 MB/s, 1 waits; PAUSED: `moves resume` goes on;"
                        + " at most 50.0 MB/s from a node; new nodes wait for `add`")
                .containsPattern("17 +r2 +n2 -> n4 \\(n3 leaves\\) +copying +\\[#####-{15}]  25% +12.5 MB +5,000"
                        + " +2.5 MB/s +15s +n4 sends at its limit")
                .containsPattern("- +r3 +n3 -> n4 +waiting +- +- +- +- +- +n4 takes 4 ranges already");
    }

    @Test
    void nothing_that_moves_is_said_in_a_line() {
        assertThat(run("moves", ExitStatus.OK)).isEqualTo("nothing moves");
    }

    @Test
    void for_machines_a_move_is_an_object() {
        n3Leaves(MoveSettings.DEFAULT);
        run("moves", ExitStatus.OK, Screen.NONE, new JsonOutput(out::add, err::add));
        assertThat(out)
                .hasSize(2)
                .first()
                .isEqualTo("{\"move\":17,\"range\":\"r2\",\"source\":\"n2\",\"target\":\"n4\",\"leaving\":\"n3\","
                        + "\"phase\":\"copying\",\"copied\":0.25,\"copiedBytes\":12500000,\"copiedKeys\":5000,"
                        + "\"bytesPerSecond\":2500000,\"elapsedMillis\":5000,\"leftMillis\":15000,"
                        + "\"waitsFor\":\"n4 sends at its limit\"}");
    }

    @Test
    void a_rebalancer_that_does_not_answer_is_no_silence_about_moves() {
        store.moves = new MovesOutcome.Failed(Refusal.NO_REBALANCER, "nobody is in office");
        assertThat(run("moves", ExitStatus.FAILED))
                .contains("nobody is in office")
                .contains(Refusal.NO_REBALANCER.nextStep());
        store.view = Clusters.moving("n3", Standing.LEAVING, MoveSettings.DEFAULT);
        assertThat(run("status", ExitStatus.OK)).contains("nodes answer");
    }

    @Test
    void status_shows_what_is_under_way_and_nothing_when_all_is_still() {
        assertThat(run("status", ExitStatus.OK)).doesNotContain("move");
        n3Leaves(MoveSettings.DEFAULT);
        assertThat(run("status", ExitStatus.OK))
                .contains("1 move under way", "[#####---------------]  25%")
                .doesNotContain("n4 takes 4 ranges already");
        assertThat(run("status n1", ExitStatus.OK)).doesNotContain("under way");
    }

    @Test
    void nodes_says_what_is_to_become_of_each() {
        n3Leaves(MoveSettings.DEFAULT);
        assertThat(run("nodes", ExitStatus.OK))
                .containsPattern("n1 +present +IN")
                .containsPattern("n3 +present +LEAVING")
                .containsPattern("n4 +present +- ");
    }

    @Test
    void each_action_becomes_its_command() {
        run("moves cancel 17", ExitStatus.OK);
        run("moves pause", ExitStatus.OK);
        run("moves resume", ExitStatus.OK);
        run("moves throttle 1.5MB", ExitStatus.OK);
        run("moves throttle off", ExitStatus.OK);
        run("moves per-node 2", ExitStatus.OK);
        run("moves grace 10m", ExitStatus.OK);
        run("moves approval on", ExitStatus.OK);
        run("moves approval off", ExitStatus.OK);
        run("add n3", ExitStatus.OK);
        run("drain n3", ExitStatus.OK);
        run("replace n3 n2", ExitStatus.OK);
        assertThat(store.commands)
                .containsExactly(
                        new ClusterCommand.CancelMove(17),
                        new ClusterCommand.SetPaused(true),
                        new ClusterCommand.SetPaused(false),
                        new ClusterCommand.SetThrottle(1_500_000),
                        new ClusterCommand.SetThrottle(0),
                        new ClusterCommand.SetMovesPerNode(2),
                        new ClusterCommand.SetGrace(600),
                        new ClusterCommand.SetApproval(true),
                        new ClusterCommand.SetApproval(false),
                        new ClusterCommand.Add(N3),
                        new ClusterCommand.Drain(N3),
                        new ClusterCommand.Replace(N3, N2));
    }

    @Test
    void what_makes_no_sense_is_said_and_not_asked() {
        assertThat(run("moves stop", ExitStatus.USAGE)).contains("there are cancel, pause");
        assertThat(run("moves cancel", ExitStatus.USAGE)).contains("`moves cancel 17`");
        assertThat(run("moves cancel 0", ExitStatus.USAGE)).contains("from 1");
        assertThat(run("moves pause now", ExitStatus.USAGE)).contains("one word too many");
        assertThat(run("moves throttle 50", ExitStatus.USAGE)).contains("50MB");
        assertThat(run("moves per-node 65", ExitStatus.USAGE)).contains("from 1 to 64");
        assertThat(run("moves grace 10ms", ExitStatus.USAGE)).contains("at least 1s");
        assertThat(run("moves approval perhaps", ExitStatus.USAGE)).contains("on or off");
        assertThat(run("moves pause --watch", ExitStatus.USAGE)).contains("without an action");
        assertThat(run("moves --watch", ExitStatus.USAGE)).contains("needs a terminal");
        assertThat(run("drain n9", ExitStatus.USAGE)).contains("there is no node 'n9'");
        assertThat(run("replace n2 n2", ExitStatus.USAGE)).contains("cannot replace itself");
        assertThat(store.commands).isEmpty();
    }

    @Test
    void how_a_command_ended_is_told_by_its_exit_code() {
        store.nextCommandOutcomes.add(TOO_FEW);
        assertThat(run("drain n3", ExitStatus.FAILED)).isEqualTo("refused: too few nodes would remain");
        store.nextCommandOutcomes.add(new CommandOutcome.NotReached(Refusal.NO_REBALANCER, "nobody is in office"));
        assertThat(run("drain n3", ExitStatus.FAILED)).contains("not done").contains("nobody is in office");
        store.nextCommandOutcomes.add(new CommandOutcome.Unknown("the connection broke"));
        assertThat(run("drain n3", ExitStatus.UNKNOWN)).contains("may have been done");
    }

    @Test
    void machines_are_told_the_reason_in_a_word() {
        store.nextCommandOutcomes.add(TOO_FEW);
        runForMachines("drain n3");
        assertThat(out)
                .containsExactly("{\"error\":\"refused: too few nodes would remain\",\"reason\":\"TOO_FEW_NODES\","
                        + "\"outcome\":\"failed\",\"exitCode\":1}");
        store.nextCommandOutcomes.add(new CommandOutcome.NotReached(Refusal.NO_REBALANCER, "nobody is in office"));
        runForMachines("drain n3");
        assertThat(out).singleElement().asString().contains("\"reason\":\"NO_REBALANCER\"");
        runForMachines("moves stop");
        assertThat(out).singleElement().asString().doesNotContain("reason");
    }

    private void runForMachines(String line) {
        out.clear();
        Session session = new Session(store, new JsonOutput(out::add, err::add), Screen.NONE, Duration.ofSeconds(1));
        new Interpreter(new Commands(List.of()), session).run(line);
    }

    @Test
    void a_drain_that_is_waited_for_draws_a_bar_until_the_node_has_left() {
        n3Leaves(MoveSettings.DEFAULT);
        screen.afterLook = () -> store.view = Clusters.moving("n3", Standing.LEFT, MoveSettings.DEFAULT);
        String said = run("drain n3 --wait", ExitStatus.OK, screen, new TextOutput(out::add, err::add));
        assertThat(said).endsWith("n3 has left: it holds nothing any more and may be stopped");
        assertThat(screen.drawn.get(0))
                .contains("n3  [#-------------------]   6%  4 of 4 ranges still there, 2.5 MB/s");
        assertThat(screen.drawn.get(1)).contains("n3  [####################] 100%");
    }

    @Test
    void a_drain_that_somebody_takes_back_is_not_waited_for() {
        n3Leaves(MoveSettings.DEFAULT);
        screen.afterLook = () -> store.view = Clusters.moving("n3", Standing.IN, MoveSettings.DEFAULT);
        assertThat(run("drain n3 --wait", ExitStatus.FAILED, screen, new TextOutput(out::add, err::add)))
                .contains("does not leave any more, its standing is IN");
    }

    @Test
    void a_map_from_before_the_drain_is_no_proof_that_it_was_taken_back() {
        store.view = Clusters.moving("n3", Standing.IN, MoveSettings.DEFAULT);
        screen.afterLook = () -> store.view = Clusters.moving("n3", Standing.LEFT, MoveSettings.DEFAULT);
        run("drain n3 --wait", ExitStatus.OK, screen, new TextOutput(out::add, err::add));
    }

    @Test
    void a_key_ends_the_waiting_and_not_the_drain() {
        n3Leaves(MoveSettings.DEFAULT);
        screen.key = true;
        assertThat(run("drain n3 --wait", ExitStatus.FAILED, screen, new TextOutput(out::add, err::add)))
                .contains("goes on leaving");
    }

    @Test
    void moves_are_drawn_again_until_a_key_is_pressed() {
        n3Leaves(MoveSettings.DEFAULT);
        screen.afterLook = () -> {
            store.moves = new MovesOutcome.Failed(Refusal.NO_ANSWER, "n2 does not answer");
            screen.key = screen.drawn.size() == 2;
        };
        run("moves --watch", ExitStatus.OK, screen, new TextOutput(out::add, err::add));
        assertThat(screen.drawn).hasSize(2);
        assertThat(screen.drawn.get(0)).anyMatch(line -> line.contains("25%")).contains("any key ends this");
        assertThat(screen.drawn.get(1)).anyMatch(line -> line.contains("n2 does not answer"));
    }

    @Test
    void each_of_them_teaches_and_is_listed() {
        assertThat(run("help", ExitStatus.OK)).contains("moves", "add", "drain", "replace");
        assertThat(run("help moves", ExitStatus.OK)).contains("moves throttle 50MB", "ten minutes");
        assertThat(run("help drain", ExitStatus.OK)).contains("drain n2 --wait");
    }

    /** A terminal where time passes at once. */
    private static final class WatchedScreen implements Screen {
        private final List<List<String>> drawn = new ArrayList<>();
        private Runnable afterLook = () -> {};
        private boolean key;

        @Override
        public boolean canDraw() {
            return true;
        }

        @Override
        public boolean hasKeys() {
            return true;
        }

        @Override
        public int columns() {
            return 120;
        }

        @Override
        public int displayWidth(String text) {
            return text.length();
        }

        @Override
        public void redraw(List<String> lines) {
            drawn.add(lines);
        }

        @Override
        public boolean keyWithin(Duration time) {
            afterLook.run();
            return key;
        }

        @Override
        public boolean isInterrupted() {
            return false;
        }
    }
}
