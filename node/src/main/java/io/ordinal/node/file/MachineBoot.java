package io.ordinal.node.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Which run of the machine this is: as long as it is the same one, what was written to a file is not lost with a process. */
final class MachineBoot {
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    private MachineBoot() {}

    /** Differs after each restart of the machine; empty where the operating system does not tell. */
    static Optional<String> id() {
        try {
            return Optional.of(Files.readString(BOOT_ID).strip()).filter(id -> !id.isEmpty());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
