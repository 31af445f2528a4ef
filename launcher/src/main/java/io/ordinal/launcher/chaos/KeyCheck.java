package io.ordinal.launcher.chaos;

import io.ordinal.client.OrdinalClient;
import io.ordinal.client.ScanFailedException;
import io.ordinal.client.ScanIterator;
import io.ordinal.client.ScanQuery;
import io.ordinal.launcher.chaos.KeyStates.Judgement;
import io.ordinal.protocol.Entry;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Reads all keys, when nothing is under way, and compares them with what was acknowledged. For one thread. */
final class KeyCheck {
    private final LoadedKeys keys;
    private final KeyStates states;
    private final BitSet seen = new BitSet();
    private final Map<Judgement, Integer> counts = new EnumMap<>(Judgement.class);
    private final Map<Judgement, String> examples = new EnumMap<>(Judgement.class);

    private KeyCheck(LoadedKeys keys, KeyStates states) {
        this.keys = keys;
        this.states = states;
    }

    /** What is wrong, a sentence a kind; empty if every key is as it should be. */
    static List<String> check(OrdinalClient client, LoadedKeys keys, KeyStates states) {
        KeyCheck check = new KeyCheck(keys, states);
        try {
            ScanIterator entries = client.sync().iterate(ScanQuery.prefix(LoadedKeys.PREFIX));
            while (entries.hasNext()) {
                check.found(entries.next());
            }
        } catch (ScanFailedException e) {
            return List.of("the keys cannot be read at the end: " + e.getMessage());
        }
        for (int key = 0; key < keys.count(); key++) {
            if (!check.seen.get(key)) {
                check.add(
                        states.judge(key, KeyStates.ABSENT),
                        keys.key(key).bytes().toUtf8());
            }
        }
        return check.sentences();
    }

    private void found(Entry entry) {
        int key = keys.number(entry.key());
        String name = entry.key().bytes().toUtf8();
        if (key < 0 || seen.get(key)) {
            add(Judgement.STRANGE, name);
        } else {
            seen.set(key);
            add(states.judge(key, keys.ordinal(key, entry.value())), name);
        }
    }

    private void add(Judgement judgement, String name) {
        counts.merge(judgement, 1, Integer::sum);
        examples.putIfAbsent(judgement, name);
    }

    private List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        counts.forEach((judgement, count) -> {
            if (judgement != Judgement.RIGHT) {
                sentences.add(count + (count == 1 ? " key is " : " keys are ") + judgement + " at the end, like "
                        + examples.get(judgement));
            }
        });
        return sentences;
    }
}
