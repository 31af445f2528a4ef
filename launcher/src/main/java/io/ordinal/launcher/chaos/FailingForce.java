package io.ordinal.launcher.chaos;

import io.ordinal.simulator.world.Violation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A disk that tells one process that it could not force what was written: {@code strace} gives the process the error in
 * place of the system call. It takes strace, and the right to attach it. For one thread at a time.
 */
final class FailingForce {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int END_SECONDS = 3;
    private static final int LOOK_AGAIN_MILLIS = 10;
    private static final String INJECTED = "(INJECTED)";

    private final Process tracer;
    private final Path trace;

    private FailingForce(Process tracer, Path trace) {
        this.tracer = tracer;
        this.trace = trace;
    }

    /** Whether this process may do so: it tries, on a process of its own. */
    static boolean canBeMade(Path folder) throws InterruptedException {
        try {
            Process guineaPig = new ProcessBuilder("sleep", "60").start();
            try {
                begin(guineaPig.pid(), folder.resolve("force-probe.trace")).end();
                return true;
            } finally {
                guineaPig.destroyForcibly();
            }
        } catch (IOException | ChaosFailedException e) {
            return false;
        }
    }

    /**
     * From now on every force of that process fails.
     *
     * @param trace the calls that did are written there
     */
    static FailingForce begin(long pid, Path trace) throws InterruptedException {
        try {
            Files.deleteIfExists(trace);
            Process tracer = new ProcessBuilder(List.of(
                            "strace",
                            "-f",
                            "-p",
                            Long.toString(pid),
                            "-e",
                            "trace=fdatasync",
                            "-e",
                            "inject=fdatasync:error=EIO",
                            "-o",
                            trace.toString()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            FailingForce failing = new FailingForce(tracer, trace);
            long startNanos = System.nanoTime();
            while (!isTraced(pid)) {
                if (!tracer.isAlive() || System.nanoTime() - startNanos > PATIENCE.toNanos()) {
                    failing.end();
                    throw new ChaosFailedException("strace cannot attach to process " + pid);
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
            }
            return failing;
        } catch (IOException e) {
            throw new ChaosFailedException("strace cannot be run: " + e.getMessage(), e);
        }
    }

    private boolean wasMet() {
        try {
            return Files.exists(trace)
                    && Files.readString(trace, StandardCharsets.ISO_8859_1).contains(INJECTED);
        } catch (IOException e) {
            throw new ChaosFailedException(trace + " cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Ends it, and gives a process that met the error the time to stop itself.
     *
     * @return whether it met the error, and has stopped
     * @throws Violation if it met the error and goes on, or stopped without saying why
     */
    boolean end(Child process) throws InterruptedException {
        end();
        if (!wasMet()) {
            return false;
        }
        long startNanos = System.nanoTime();
        while (process.isAlive()) {
            if (System.nanoTime() - startNanos > PATIENCE.toNanos()) {
                throw new Violation("a node goes on though its disk could not force:\n" + process.said());
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
        }
        Violation.unless(
                process.said().contains("stopped itself"),
                () -> "a node whose disk could not force did not say why it stopped:\n" + process.said());
        return true;
    }

    /** Ends it, whatever became of the process. */
    void end() throws InterruptedException {
        tracer.destroy();
        // A strace whose process ends while it lets go of it may wait for ever. Once it is killed, the kernel lets go.
        if (!tracer.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
            tracer.destroyForcibly();
            tracer.waitFor();
        }
    }

    private static boolean isTraced(long pid) throws IOException {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        return Files.exists(status)
                && Files.readAllLines(status).stream()
                        .anyMatch(line -> line.startsWith("TracerPid:") && !line.endsWith("\t0"));
    }
}
