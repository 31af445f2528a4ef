package io.ordinal.repl.transfer;

/**
 * How far an import is.
 *
 * @param rows read so far, bad ones included
 * @param written by this run
 * @param skipped since an earlier run had written them
 * @param bad rows that cannot be written
 * @param duplicates rows whose key an earlier row had: they won over it
 * @param duplicatesAtLeast whether there may be more duplicates than counted, since there were too many keys to remember
 * @param retries writes that were sent again
 * @param prefix rows from the first on that need not be written again
 * @param trouble why writing does not go on at the moment; empty if it does
 */
public record ImportTally(
        long rows,
        long written,
        long skipped,
        long bad,
        long duplicates,
        boolean duplicatesAtLeast,
        long retries,
        long prefix,
        long bytesRead,
        String trouble) {}
