package io.ordinal.repl.jline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ordinal.repl.ExitStatus;
import io.ordinal.repl.MemoryClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody at a terminal while nodes of the cluster fall silent and come back. */
class InteractiveReplTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path home;

    private final MemoryClient store = new MemoryClient();
    private final PipedOutputStream keyboard = new PipedOutputStream();
    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private Terminal terminal;

    @BeforeEach
    void sitDown() throws IOException {
        terminal = new DumbTerminal(new PipedInputStream(keyboard), screen);
    }

    @AfterEach
    void getUp() throws IOException {
        thread.shutdownNow();
        terminal.close();
    }

    @Test
    void the_prompt_says_read_only_while_two_of_three_nodes_are_silent()
            throws IOException, InterruptedException, ExecutionException {
        ReplSettings settings = new ReplSettings(List.of(), false, false, Duration.ofSeconds(1));
        Future<ExitStatus> repl = thread.submit(() -> new InteractiveRepl(store, terminal, settings, home).run());
        awaitShown("ordinal> ");

        store.silent = List.of("n2", "n3");
        awaitShown("* read-only: ranges have no quorum");
        type("get missing\n");
        awaitShown("ordinal (read-only: ranges have no quorum)> ");

        screen.reset();
        store.silent = List.of();
        awaitShown("* writes go on");
        type("put greeting hello\n");
        awaitShown("#101");
        awaitShown("ordinal> ");

        type("exit\n");
        assertThat(repl.get()).isEqualTo(ExitStatus.OK);
    }

    private void type(String line) throws IOException {
        keyboard.write(line.getBytes(StandardCharsets.UTF_8));
        keyboard.flush();
    }

    private void awaitShown(String text) {
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(screen.toString(StandardCharsets.UTF_8)).contains(text));
    }
}
