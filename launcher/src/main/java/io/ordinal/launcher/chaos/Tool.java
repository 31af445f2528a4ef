package io.ordinal.launcher.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A program of the system, run to its end. */
record Tool(int exitCode, String said) {
    /** @throws ChaosFailedException if there is no such program */
    static Tool run(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(List.of(command))
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Tool(process.waitFor(), said.strip());
        } catch (IOException e) {
            throw new ChaosFailedException(command[0] + " cannot be run: " + e.getMessage(), e);
        }
    }

    /** @throws ChaosFailedException unless it worked */
    static void require(String... command) throws InterruptedException {
        Tool ended = run(command);
        if (!ended.worked()) {
            throw new ChaosFailedException(
                    String.join(" ", command) + " ended with exit code " + ended.exitCode + ": " + ended.said);
        }
    }

    boolean worked() {
        return exitCode == 0;
    }
}
