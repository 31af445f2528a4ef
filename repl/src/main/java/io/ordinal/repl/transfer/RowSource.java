package io.ordinal.repl.transfer;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Rows, one after another. For one thread. The same input gives the same rows in the same order, every time. */
public interface RowSource extends AutoCloseable {
    /** The next row; null after the last. */
    @Nullable
    Row next() throws IOException;

    /** How much of the input has been read, in bytes. */
    long bytesRead();

    @Override
    void close() throws IOException;
}
