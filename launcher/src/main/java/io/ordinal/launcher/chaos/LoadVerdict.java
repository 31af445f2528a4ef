package io.ordinal.launcher.chaos;

import io.ordinal.client.OrdinalClient;
import io.ordinal.simulator.world.Violation;
import java.util.ArrayList;
import java.util.List;

/**
 * What a load shows when it has ended: reads that were wrong, keys that are not as was acknowledged, histories that are not
 * in order.
 *
 * @param undecidedKeys whose histories were too long to be judged
 * @param broken in sentences; empty if all is as it should be
 */
record LoadVerdict(int undecidedKeys, List<String> broken) {
    LoadVerdict {
        broken = List.copyOf(broken);
    }

    /** Reads all keys. Nothing may be under way any more. */
    static LoadVerdict of(
            MovesLoad load, OrdinalClient client, LoadedKeys keys, KeyStates states, HistoryKeys histories, Log log) {
        List<String> broken = new ArrayList<>();
        String wrongRead = load.broken();
        if (wrongRead != null) {
            broken.add(wrongRead);
        }
        log.say("reading %,d keys and judging %,d calls", keys.count(), histories.count());
        broken.addAll(KeyCheck.check(client, keys, states));
        int undecided = 0;
        try {
            undecided = histories.judge();
        } catch (Violation e) {
            broken.add(e.getMessage());
        }
        return new LoadVerdict(undecided, broken);
    }
}
