package io.ordinal.repl.transfer;

import java.io.IOException;

/** Hears how an import goes, on the thread that runs it. */
public interface ImportListener {
    /** A row that cannot be written; also one that an earlier run met already. */
    void bad(Row.Bad row) throws IOException;

    /** Called often, some times a second. */
    void progress(ImportTally tally) throws IOException;
}
