package io.ordinal.repl.transfer;

import io.ordinal.client.WriteOutcome;
import java.util.function.Consumer;

/** Where rows are written to. */
public interface ImportStore {
    /** Begins to write a row, and tells {@code to}, once and on any thread, how it ended. */
    void put(Row.Put row, Consumer<WriteOutcome> to);
}
