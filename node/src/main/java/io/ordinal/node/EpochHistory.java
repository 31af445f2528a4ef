package io.ordinal.node;

import io.ordinal.protocol.EpochStart;
import io.ordinal.protocol.Position;
import java.util.ArrayList;
import java.util.List;

/**
 * Which epochs a log went through and where each began. Of two logs it tells where they part: an epoch is opened once,
 * by one leader, so two logs agree up to the end of their last common epoch in the shorter of them.
 *
 * <p>The idea is that of leader epochs in Kafka (KIP-101, KIP-279).
 */
final class EpochHistory {
    private final List<EpochStart> starts = new ArrayList<>();

    List<EpochStart> starts() {
        return List.copyOf(starts);
    }

    void opened(long epoch, Position base) {
        Invariant.holds(
                starts.isEmpty() || starts.get(starts.size() - 1).epoch() < epoch,
                "an epoch was opened before a lower one",
                starts,
                epoch);
        starts.add(new EpochStart(epoch, base));
    }

    /** The log is known to go on in {@code epoch}, if only from after {@code base}. */
    void reached(long epoch, Position base) {
        if (starts.isEmpty() || starts.get(starts.size() - 1).epoch() < epoch) {
            starts.add(new EpochStart(epoch, base));
        }
    }

    /** Forgets the epochs that began after {@code last}. */
    void cutTo(Position last) {
        starts.removeIf(start -> start.epoch() > last.epoch());
    }

    void replaceBy(List<EpochStart> others) {
        starts.clear();
        starts.addAll(others);
    }

    /** The highest position that is in both logs; {@link Position#START} if nothing else is known to be. */
    Position lastCommon(Position last, List<EpochStart> otherStarts, Position otherLast) {
        int mine = starts.size() - 1;
        int other = otherStarts.size() - 1;
        while (mine >= 0 && other >= 0) {
            long myEpoch = starts.get(mine).epoch();
            long otherEpoch = otherStarts.get(other).epoch();
            if (myEpoch == otherEpoch) {
                return Position.min(endOf(starts, mine, last), endOf(otherStarts, other, otherLast));
            } else if (myEpoch > otherEpoch) {
                mine--;
            } else {
                other--;
            }
        }
        return Position.START;
    }

    private static Position endOf(List<EpochStart> starts, int index, Position last) {
        return index + 1 < starts.size() ? starts.get(index + 1).base() : last;
    }
}
