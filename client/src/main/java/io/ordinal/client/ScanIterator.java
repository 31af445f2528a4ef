package io.ordinal.client;

import io.ordinal.protocol.Entry;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a whole scan, page by page. It holds at most two pages: the one being read and the one after. For one
 * thread; each page has the client's default deadline.
 */
public final class ScanIterator implements Iterator<Entry> {
    private final OrdinalClient client;
    private ScanQuery query;
    private Iterator<Entry> entries = Collections.emptyIterator();
    private @Nullable CompletableFuture<ScanOutcome> nextPage;
    private @Nullable String cursor;

    ScanIterator(OrdinalClient client, ScanQuery query) {
        this.client = client;
        this.query = query;
        this.cursor = query.cursor();
        this.nextPage = client.scan(query);
    }

    /** @throws ScanFailedException if a page could not be read; {@link #cursor} tells where to go on */
    @Override
    public boolean hasNext() {
        while (!entries.hasNext() && nextPage != null) {
            ScanOutcome outcome = nextPage.join();
            if (outcome instanceof ScanOutcome.Page page) {
                cursor = query.cursor();
                entries = page.entries().iterator();
                query = query.from(page.cursor());
                nextPage = page.cursor() == null ? null : client.scan(query);
            } else if (outcome instanceof ScanOutcome.Failed failed) {
                throw new ScanFailedException(failed);
            }
        }
        return entries.hasNext();
    }

    @Override
    public Entry next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the scan is over");
        }
        return entries.next();
    }

    /** Where the page that is being read began: a scan that goes on from here repeats that page, and misses nothing. */
    public @Nullable String cursor() {
        return cursor;
    }
}
