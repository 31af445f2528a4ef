package io.ordinal.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.repl.Screen;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How {@code ordinal status --watch} goes on, and how it ends. */
class StatusWatchTest {
    private final AtomicInteger looks = new AtomicInteger();
    private final ImpatientScreen screen = new ImpatientScreen();

    private String look() {
        return "look " + looks.incrementAndGet() + "\nn1 up";
    }

    @Test
    void each_look_is_drawn_until_a_key_is_pressed() {
        screen.pausesLeft = 2;
        StatusWatch.draw(this::look, screen);

        assertThat(screen.drawn)
                .containsExactly(
                        List.of("look 1", "n1 up", "", "Ctrl-C, or any other key, ends this"),
                        List.of("look 2", "n1 up", "", "Ctrl-C, or any other key, ends this"),
                        List.of("look 3", "n1 up", "", "Ctrl-C, or any other key, ends this"));
    }

    @Test
    void after_ctrl_c_nothing_is_waited_for() {
        screen.interrupted = true;
        StatusWatch.draw(this::look, screen);

        assertThat(screen.drawn).hasSize(1);
        assertThat(screen.paused).isZero();
    }

    @Test
    void without_a_terminal_looks_stand_below_each_other() {
        screen.pausesLeft = 1;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StatusWatch.print(this::look, new PrintStream(out, false, UTF_8), screen);

        assertThat(out.toString(UTF_8).lines()).containsExactly("look 1", "n1 up", "look 2", "n1 up");
        assertThat(screen.drawn).isEmpty();
    }

    @Test
    void it_ends_when_nobody_reads_any_more() {
        screen.pausesLeft = 100;
        StatusWatch.print(this::look, new PrintStream(new BrokenPipe(), false, UTF_8), screen);

        assertThat(looks).hasValue(1);
    }

    /** Where a second is over at once, and a key is pressed after so many of them. */
    private static final class ImpatientScreen implements Screen {
        private final List<List<String>> drawn = new ArrayList<>();
        private int pausesLeft;
        private int paused;
        private boolean interrupted;

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
            return 80;
        }

        @Override
        public int displayWidth(String text) {
            return text.length();
        }

        @Override
        public void redraw(List<String> lines) {
            drawn.add(List.copyOf(lines));
        }

        @Override
        public boolean keyWithin(Duration time) {
            assertThat(time).isEqualTo(Duration.ofSeconds(1));
            paused++;
            return pausesLeft-- == 0;
        }

        @Override
        public boolean isInterrupted() {
            return interrupted;
        }
    }

    private static final class BrokenPipe extends OutputStream {
        @Override
        public void write(int one) throws IOException {
            throw new IOException("broken pipe");
        }
    }
}
