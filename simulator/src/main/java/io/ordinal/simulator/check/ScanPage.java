package io.ordinal.simulator.check;

import io.ordinal.protocol.Entry;
import io.ordinal.protocol.ReadMode;
import java.util.List;

/**
 * A page of a scan over all keys, as its caller got it.
 *
 * @param scan the pages of one scan have one number, and come in their order
 * @param last whether the scan is whole with this page
 */
public record ScanPage(
        long scan,
        ReadMode mode,
        long invokedNanos,
        long endedNanos,
        List<Entry> entries,
        long asOfSequence,
        boolean last) {}
