package io.ordinal.simulator.check;

import io.ordinal.protocol.Entry;
import io.ordinal.protocol.ReadMode;
import io.ordinal.ring.Key;
import io.ordinal.simulator.check.CommittedState.Sight;
import io.ordinal.simulator.check.CommittedState.Version;
import io.ordinal.simulator.world.Violation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Whether scans keep what they promise: each entry was there as of its page's number or later, entries come in token
 * order and once, and what a whole scan leaves out was not there all the time.
 */
public final class ScanPages {
    private final CommittedState state;
    private final List<Call> history;
    private final Collection<Key> keys;

    public ScanPages(CommittedState state, List<Call> history, Collection<Key> keys) {
        this.state = state;
        this.history = history;
        this.keys = keys;
    }

    /** The entries of linearizable pages as reads of their own, which is what they are promised to be. */
    public static List<Call> asReads(List<ScanPage> pages) {
        List<Call> reads = new ArrayList<>();
        for (ScanPage page : pages) {
            if (page.mode() instanceof ReadMode.Linearizable) {
                for (Entry entry : page.entries()) {
                    reads.add(new Call(
                            "scan " + page.scan(),
                            new Action.Get(entry.key(), page.mode()),
                            page.invokedNanos(),
                            page.endedNanos(),
                            new Ending.Found(entry.value(), entry.sequence(), page.asOfSequence())));
                }
            }
        }
        return reads;
    }

    /** @throws Violation naming the page and what is wrong with it */
    public void check(List<ScanPage> pages) {
        TreeMap<Long, List<ScanPage>> byScan = new TreeMap<>();
        for (ScanPage page : pages) {
            byScan.computeIfAbsent(page.scan(), any -> new ArrayList<>()).add(page);
        }
        byScan.values().forEach(this::checkScan);
    }

    private void checkScan(List<ScanPage> scan) {
        Set<Key> shown = new HashSet<>();
        Key before = null;
        for (ScanPage page : scan) {
            Violation.unless(
                    !(page.mode() instanceof ReadMode.AtLeast atLeast) || page.asOfSequence() >= atLeast.sequence(),
                    () -> "a page is as of a lower number than was asked for: " + page);
            for (Entry entry : page.entries()) {
                Key last = before;
                Violation.unless(
                        last == null || entry.key().compareTo(last) > 0,
                        () -> "a scan shows " + entry.key() + " after " + last + ": " + page);
                before = entry.key();
                shown.add(entry.key());
                checkEntry(page, entry);
            }
        }
        if (scan.get(scan.size() - 1).last()) {
            keys.stream().filter(key -> !shown.contains(key)).forEach(key -> checkMissing(scan, key));
        }
    }

    private void checkEntry(ScanPage page, Entry entry) {
        Version version = state.ofValue(entry.value());
        Violation.unless(
                version != null && version.sequence() == entry.sequence(),
                () -> "a page shows what nobody wrote: " + entry + " is " + version + " in " + page);
        Version next = state.after(entry.key(), entry.sequence());
        Violation.unless(
                next == null || next.sequence() > page.asOfSequence(),
                () -> "a page shows " + entry + " though " + next + " is at or below its number: " + page);
        long earliest = Math.max(page.asOfSequence(), entry.sequence());
        Violation.unless(
                state.sight(entry.key(), version, earliest) != Sight.GONE,
                () -> "a page shows what had expired: " + entry + " is " + version + " in " + page);
        long acknowledged = acknowledged(entry.key(), page);
        Violation.unless(
                acknowledged <= entry.sequence(),
                () -> "a page shows " + entry + ", though #" + acknowledged + " was answered before: " + page);
    }

    private void checkMissing(List<ScanPage> scan, Key key) {
        ScanPage first = scan.get(0);
        long from = acknowledged(key, first);
        long asOf = scan.stream().mapToLong(ScanPage::asOfSequence).min().orElseThrow();
        Version shown = state.at(key, Math.max(asOf, from));
        boolean alwaysThere = shown != null;
        while (shown != null && alwaysThere) {
            // The newest version of the key may expire at the very end of its range's log.
            Version next = state.after(key, shown.sequence());
            long until = next == null ? Long.MAX_VALUE : next.sequence();
            alwaysThere = state.sight(key, shown, until) == Sight.SHOWN;
            shown = next;
        }
        boolean missed = alwaysThere;
        Violation.unless(!missed, () -> "a whole scan leaves out " + key + ", which was there all the time: " + scan);
    }

    /** The newest write of a key that was answered before a linearizable page was asked for. */
    private long acknowledged(Key key, @Nullable ScanPage page) {
        if (page == null || !(page.mode() instanceof ReadMode.Linearizable)) {
            return 0;
        }
        long newest = 0;
        for (Call call : history) {
            if (call.ending() instanceof Ending.Applied applied
                    && call.endedNanos() < page.invokedNanos()
                    && call.action().key().equals(key)) {
                newest = Math.max(newest, applied.sequence());
            }
        }
        return newest;
    }
}
