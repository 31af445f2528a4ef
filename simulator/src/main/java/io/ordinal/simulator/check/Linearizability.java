package io.ordinal.simulator.check;

import io.ordinal.protocol.ReadMode;
import io.ordinal.ring.Key;
import io.ordinal.simulator.world.Violation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Whether each key's history could have happened one call at a time, every call somewhere between its invocation and
 * its end. The search is that of Wing and Gong (1993) with the memory of Lowe (2017): a set of calls done and the state
 * after it is looked at once. A write whose outcome is unknown may come at any later time, or never.
 */
public final class Linearizability {
    /** How many dead ends are remembered: some 200 bytes each. Beyond them the same ones may be searched again. */
    private static final int MAX_SEEN = 1_000_000;

    private final int maxSteps;
    private int undecided;

    /** @param maxSteps how long to search per key before giving up undecided */
    public Linearizability(int maxSteps) {
        this.maxSteps = maxSteps;
    }

    /** Keys whose search was given up. */
    public int undecided() {
        return undecided;
    }

    /** @throws Violation naming the key and the calls of it around the first that fits nowhere */
    public void check(List<Call> history) {
        Map<Key, List<Call>> byKey = new TreeMap<>();
        for (Call call : history) {
            boolean weak = call.action() instanceof Action.Get get && !(get.mode() instanceof ReadMode.Linearizable);
            if (!weak && !(call.ending() instanceof Ending.NotDone)) {
                byKey.computeIfAbsent(call.action().key(), key -> new ArrayList<>())
                        .add(call);
            }
        }
        byKey.forEach((key, calls) -> new Search(calls).run(key));
    }

    /** The search for one key: a list of moments, out of which calls are taken as they are put in order. */
    private final class Search {
        private final List<Call> calls;
        private final KeyModel model;
        private final Moment head = new Moment(-1, 0, false);
        private final ArrayDeque<Done> done = new ArrayDeque<>();
        private final Set<Seen> seen = new HashSet<>();
        private final BitSet taken = new BitSet();
        private int endsLeft;
        private int state = KeyModel.ABSENT;

        Search(List<Call> calls) {
            this.calls = calls;
            this.model = new KeyModel(calls);
            List<Moment> moments = new ArrayList<>();
            boolean keepUnseen = model.hasUnexplainedNumbers();
            for (int i = 0; i < calls.size(); i++) {
                Call call = calls.get(i);
                boolean isOpen = call.endedNanos() == Call.NEVER;
                if (isOpen
                        && call.action() instanceof Action.Put put
                        && put.ttlMillis() == 0
                        && !model.isSeen(i)
                        && !keepUnseen) {
                    continue;
                }
                Moment begin = new Moment(i, call.invokedNanos(), false);
                moments.add(begin);
                if (!isOpen) {
                    begin.end = new Moment(i, call.endedNanos(), true);
                    moments.add(begin.end);
                    endsLeft++;
                }
            }
            moments.sort(
                    Comparator.comparingLong((Moment moment) -> moment.nanos).thenComparing(moment -> moment.isEnd));
            Moment last = head;
            for (Moment moment : moments) {
                last.next = moment;
                moment.previous = last;
                last = moment;
            }
        }

        void run(Key key) {
            Moment at = head.next;
            int longest = 0;
            int stuckAt = 0;
            for (int steps = 0; endsLeft > 0 && at != null; steps++) {
                if (steps > maxSteps) {
                    undecided++;
                    return;
                }
                if (!at.isEnd) {
                    at = tryNext(at) ? head.next : at.next;
                    continue;
                }
                if (done.size() >= longest) {
                    longest = done.size();
                    stuckAt = at.call;
                }
                Done last = done.poll();
                if (last == null) {
                    throw new Violation(
                            "the history of " + key.bytes().toUtf8() + " is not linearizable:" + around(stuckAt));
                }
                putBack(last);
                at = last.moment.next;
            }
        }

        private boolean tryNext(Moment begin) {
            int next = model.step(state, begin.call);
            if (next == KeyModel.REFUSED) {
                return false;
            }
            BitSet with = (BitSet) taken.clone();
            with.set(begin.call);
            Seen here = new Seen(with, next);
            if (seen.size() < MAX_SEEN ? !seen.add(here) : seen.contains(here)) {
                return false;
            }
            done.push(new Done(begin, state));
            state = next;
            taken.set(begin.call);
            begin.unlink();
            if (begin.end != null) {
                begin.end.unlink();
                endsLeft--;
            }
            return true;
        }

        private void putBack(Done last) {
            state = last.stateBefore;
            taken.clear(last.moment.call);
            if (last.moment.end != null) {
                last.moment.end.relink();
                endsLeft++;
            }
            last.moment.relink();
        }

        private String around(int call) {
            long from = calls.get(call).invokedNanos();
            StringBuilder text = new StringBuilder();
            calls.stream()
                    .filter(other -> other.endedNanos() >= from - 1_000_000_000L
                            && other.invokedNanos()
                                    <= Math.max(from, calls.get(call).endedNanos()))
                    .limit(60)
                    .forEach(other -> text.append("\n  ")
                            .append(other.equals(calls.get(call)) ? "> " : "  ")
                            .append(other));
            return text.toString();
        }
    }

    private record Done(Moment moment, int stateBefore) {}

    private record Seen(BitSet taken, int state) {}

    /** The beginning or the end of a call, linked to its neighbours in time. */
    private static final class Moment {
        private final int call;
        private final long nanos;
        private final boolean isEnd;
        private @Nullable Moment end;
        private @Nullable Moment previous;
        private @Nullable Moment next;

        Moment(int call, long nanos, boolean isEnd) {
            this.call = call;
            this.nanos = nanos;
            this.isEnd = isEnd;
        }

        void unlink() {
            if (previous != null) {
                previous.next = next;
            }
            if (next != null) {
                next.previous = previous;
            }
        }

        void relink() {
            if (previous != null) {
                previous.next = this;
            }
            if (next != null) {
                next.previous = this;
            }
        }
    }
}
