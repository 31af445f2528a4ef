package io.ordinal.launcher.chaos;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code ordinal} command in a process of its own. What it says is appended to a file. Safe for use by any thread.
 */
final class Child {
    private static final String MAIN_CLASS = "io.ordinal.launcher.OrdinalCommand";
    private static final long POLL_MILLIS = 10;

    private final String name;
    private final Path output;
    private final long outputStart;
    private final Process process;

    private Child(String name, Path output, long outputStart, Process process) {
        this.name = name;
        this.output = output;
        this.outputStart = outputStart;
        this.process = process;
    }

    /**
     * Starts {@code ordinal} with these arguments, on the Java and the class path of this process.
     *
     * @param folder for its output, and its temporary files
     */
    static Child start(Path folder, String name, List<String> jvmFlags, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(inheritedFlags());
        command.addAll(jvmFlags);
        command.add("-Djava.io.tmpdir=" + folder);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN_CLASS));
        command.addAll(arguments);
        Path output = folder.resolve(name + ".out");
        try {
            long outputStart = Files.exists(output) ? Files.size(output) : 0;
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.appendTo(output.toFile()))
                    .start();
            return new Child(name, output, outputStart, process);
        } catch (IOException e) {
            throw new ChaosFailedException(name + " cannot be started: " + e.getMessage(), e);
        }
    }

    /** What the store's libraries need of a JVM stands on this one's command line, as does what makes it start faster. */
    private static List<String> inheritedFlags() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("--add-")
                        || flag.startsWith("--enable-native-access")
                        || flag.startsWith("--sun-misc-unsafe")
                        || flag.startsWith("-XX:SharedArchiveFile=")
                        || flag.startsWith("-Xlog:cds")
                        || flag.startsWith("-Dchronicle.")
                        || flag.startsWith("-Dio.netty."))
                .toList();
    }

    /** Waits until it has said something in which the pattern is found. */
    void awaitSaid(Pattern pattern, Duration patience) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + patience.toNanos();
        while (true) {
            boolean alive = process.isAlive();
            String said = said();
            Matcher matcher = pattern.matcher(said);
            if (matcher.find()) {
                return;
            }
            if (!alive || System.nanoTime() - deadlineNanos > 0) {
                throw new ChaosFailedException(name + (alive ? " takes too long" : " has ended") + " and never said '"
                        + pattern + "', but:\n" + said);
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    /** All it has said since it was started. */
    String said() {
        try {
            byte[] all = Files.readAllBytes(output);
            int from = (int) Math.min(outputStart, all.length);
            return new String(all, from, all.length - from, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "(its output cannot be read: " + e.getMessage() + ")";
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** SIGKILL, and returns when it is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** SIGKILL, and does not wait. */
    void killNow() {
        process.destroyForcibly();
    }

    /** SIGTERM: it leaves in good order. */
    void terminate() {
        process.destroy();
    }

    void awaitExit() throws InterruptedException {
        process.waitFor();
    }

    /** Waits until it is gone; false if that takes longer. */
    boolean exitsWithin(Duration patience) throws InterruptedException {
        return process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** SIGSTOP: it stands still in the middle of whatever it is doing. */
    void pause() throws InterruptedException {
        signal("-STOP");
    }

    /** SIGCONT. */
    void resume() throws InterruptedException {
        signal("-CONT");
    }

    /** A process that has gone meanwhile is no failure: it may have stopped itself. */
    private void signal(String signal) throws InterruptedException {
        Tool kill = Tool.run("kill", signal, Long.toString(pid()));
        if (!kill.worked() && isAlive()) {
            throw new ChaosFailedException("kill " + signal + " does not work on " + name + ": " + kill.said());
        }
    }
}
