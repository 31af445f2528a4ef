package io.ordinal.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code ordinal} command in a process of its own, and what it has said so far. Killed, at the latest, when closed. */
final class OrdinalProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String name;
    /**
     * What a shell runs in the background ignores SIGINT, and so would every process below it, these among them. GNU's
     * {@code env} gives it back.
     */
    private static final List<String> HEARS_CTRL_C =
            System.getProperty("os.name").equals("Linux") ? List.of("env", "--default-signal=INT") : List.of();

    private final Process process;
    private final Thread reader;
    private final List<String> lines = new ArrayList<>();
    private boolean ended;

    private OrdinalProcess(String name, Process process) {
        this.name = name;
        this.process = process;
        this.reader = new Thread(this::readLines, name + "-lines");
    }

    /** Starts {@code ordinal} with these arguments, as the user who runs the tests. */
    static OrdinalProcess start(Path temporary, String... arguments) {
        return start(temporary, List.of(), arguments);
    }

    /**
     * Starts {@code ordinal} with these arguments.
     *
     * @param temporary for what the process leaves in its folder for temporary files
     * @param prefix a command that runs the one behind it, as another user for example
     */
    static OrdinalProcess start(Path temporary, List<String> prefix, String... arguments) {
        List<String> command = new ArrayList<>(HEARS_CTRL_C);
        command.addAll(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flagsOfTheBuild());
        command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.add("-Djava.io.tmpdir=" + temporary);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.ordinal.launcher.OrdinalCommand"));
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            OrdinalProcess started = new OrdinalProcess(String.join(" ", arguments), process);
            started.reader.setDaemon(true);
            started.reader.start();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What Chronicle needs of the JVM stands in the parent pom once, and this JVM was started with it. */
    private static List<String> flagsOfTheBuild() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag ->
                        flag.startsWith("--") || flag.startsWith("-Dchronicle.") || flag.startsWith("-Dio.netty."))
                .toList();
    }

    /** Waits until a line was said in which the pattern is found, and returns what its first group holds. */
    String awaitLine(String regex) {
        Pattern pattern = Pattern.compile(regex);
        long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
        synchronized (lines) {
            int next = 0;
            while (true) {
                for (; next < lines.size(); next++) {
                    Matcher matcher = pattern.matcher(lines.get(next));
                    if (matcher.find()) {
                        return matcher.groupCount() == 0 ? matcher.group() : matcher.group(1);
                    }
                }
                long leftMillis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
                if (ended || leftMillis <= 0) {
                    return fail("'%s' never said '%s', but:%n%s", name, regex, said());
                }
                awaitNews(leftMillis);
            }
        }
    }

    /** Waits for its end, and returns its exit code. */
    int awaitExit() {
        try {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("'%s' ends; it said:%n%s", name, said())
                    .isTrue();
            reader.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        return process.exitValue();
    }

    String said() {
        synchronized (lines) {
            return String.join("\n", lines);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** SIGKILL, and returns when it is gone. */
    void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    /** Ctrl-C. */
    void interrupt() {
        signal("INT");
    }

    /** Stops it in the middle of whatever it is doing, until {@link #resume}. */
    void pause() {
        signal("STOP");
    }

    void resume() {
        signal("CONT");
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private void signal(String signal) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid()))
                    .inheritIO()
                    .start();
            assertThat(kill.waitFor()).as("kill -%s %s", signal, name).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private void awaitNews(long millis) {
        try {
            lines.wait(millis);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private void readLines() {
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line;
            while ((line = output.readLine()) != null) {
                say(line);
            }
        } catch (IOException e) {
            say("(its output ended: " + e.getMessage() + ")");
        }
        synchronized (lines) {
            ended = true;
            lines.notifyAll();
        }
    }

    private void say(String line) {
        synchronized (lines) {
            lines.add(line);
            lines.notifyAll();
        }
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted", e);
    }
}
