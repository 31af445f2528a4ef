package io.ordinal.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Chooses where a process logs. Must be called before the first logger is made, so: at the start of a command, before
 * anything else is touched. Without it there is the console alone.
 */
final class LogFile {
    private LogFile() {}

    /** Warnings go to the console too. Where no such file can be, the console is all: whoever opens the folder says why. */
    static void use(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
        } catch (IOException e) {
            return;
        }
        System.setProperty("ordinal.log.file", file.toString());
        System.setProperty("logback.configurationFile", "logback-file.xml");
    }

    /** Only errors go to the console, for a command that tells people there itself what they need to know. */
    static void useQuietly(Path file) {
        System.setProperty("ordinal.console.level", "ERROR");
        use(file);
    }
}
