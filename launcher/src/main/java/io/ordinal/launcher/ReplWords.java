package io.ordinal.launcher;

import io.ordinal.client.OrdinalClient;
import io.ordinal.repl.jline.Repl;
import io.ordinal.repl.jline.ReplSettings;
import java.util.ArrayList;
import java.util.List;

/** A command of the REPL, put together from a shell's options. */
final class ReplWords {
    private final List<String> words = new ArrayList<>();

    ReplWords(String command) {
        words.add(command);
    }

    /** Adds an option, unless its value is empty. */
    ReplWords option(String name, String value) {
        return value.isEmpty() ? this : always(name, value);
    }

    ReplWords always(String name, String value) {
        words.add(name + "=" + value);
        return this;
    }

    ReplWords flag(String name, boolean given) {
        if (given) {
            words.add(name);
        }
        return this;
    }

    /** Runs it with these operands, and returns its exit code. */
    int run(ClusterOption cluster, List<String> operands, boolean json) throws InterruptedException {
        words.add("--");
        words.addAll(operands);
        try (ClusterConnection connection = cluster.connect()) {
            connection.refresh();
            ReplSettings settings = new ReplSettings(List.of(), json, false, OrdinalClient.DEFAULT_DEADLINE);
            return Repl.runCommand(connection.client(), words, settings).code();
        }
    }
}
