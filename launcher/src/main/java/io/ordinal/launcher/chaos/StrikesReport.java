package io.ordinal.launcher.chaos;

import java.util.List;
import java.util.Map;

/**
 * What came of strikes at every moment of joins and drains.
 *
 * @param secondsUntilServed of each strike that was done: from when the harm was undone until every range was served
 * @param missed those whose moment was never to be seen
 * @param operations that ended while nodes came and went
 * @param failed those of them whose callers were told no, or nothing
 * @param keysRead compared with what was acknowledged, when all was over
 * @param judgedCalls calls whose histories were judged
 * @param undecidedKeys whose histories were too long to be judged
 * @param broken what is not as it should be, in sentences; empty if nothing
 */
public record StrikesReport(
        Map<Strike, Double> secondsUntilServed,
        List<Strike> missed,
        long operations,
        long failed,
        int keysRead,
        int judgedCalls,
        int undecidedKeys,
        List<String> broken) {
    public StrikesReport {
        secondsUntilServed = Map.copyOf(secondsUntilServed);
        missed = List.copyOf(missed);
        broken = List.copyOf(broken);
    }
}
