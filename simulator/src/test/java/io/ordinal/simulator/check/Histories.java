package io.ordinal.simulator.check;

import io.ordinal.protocol.Condition;
import io.ordinal.protocol.ReadMode;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import java.util.ArrayList;
import java.util.List;

/** Histories written by hand, one call a line. Times are in nanoseconds, from and to. */
final class Histories {
    private final List<Call> calls = new ArrayList<>();

    static Histories history() {
        return new Histories();
    }

    List<Call> calls() {
        return calls;
    }

    Histories put(String key, String value, long from, long to, Ending ending) {
        return put(key, value, Condition.NONE, from, to, ending);
    }

    Histories put(String key, String value, Condition condition, long from, long to, Ending ending) {
        return add(new Action.Put(Key.utf8(key), Bytes.utf8(value), condition), from, to, ending);
    }

    /** From then on the entry that {@code value} made may be gone. */
    Histories mayVanish(String key, String value, long from) {
        return add(new Action.Vanish(Key.utf8(key), Bytes.utf8(value)), from, Call.NEVER, unknown());
    }

    Histories delete(String key, long from, long to, Ending ending) {
        return add(new Action.Delete(Key.utf8(key), Condition.NONE), from, to, ending);
    }

    Histories get(String key, long from, long to, Ending ending) {
        return get(key, ReadMode.LINEARIZABLE, from, to, ending);
    }

    Histories get(String key, ReadMode mode, long from, long to, Ending ending) {
        return add(new Action.Get(Key.utf8(key), mode), from, to, ending);
    }

    static Ending applied(long sequence) {
        return new Ending.Applied(sequence);
    }

    static Ending rejected(long currentSequence) {
        return new Ending.Rejected(currentSequence);
    }

    static Ending unknown() {
        return new Ending.Unknown();
    }

    static Ending found(String value, long sequence, long asOf) {
        return new Ending.Found(Bytes.utf8(value), sequence, asOf);
    }

    static Ending nothing(long asOf) {
        return new Ending.Found(null, 0, asOf);
    }

    static Condition versionIs(long sequence) {
        return new Condition.VersionIs(sequence);
    }

    private Histories add(Action action, long from, long to, Ending ending) {
        calls.add(new Call("client", action, from, to, ending));
        return this;
    }
}
