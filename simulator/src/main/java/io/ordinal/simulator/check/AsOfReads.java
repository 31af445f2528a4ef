package io.ordinal.simulator.check;

import io.ordinal.protocol.ReadMode;
import io.ordinal.ring.Key;
import io.ordinal.simulator.world.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether reads keep what their as-of number promises: every write of the key up to that number is in the answer, and
 * nothing after it. An at-least read is as of the number asked for or later, a linearizable one as of every write that
 * was answered before it began.
 */
public final class AsOfReads {
    private AsOfReads() {}

    /** @throws Violation naming the read and the write that it should have seen */
    public static void check(List<Call> history) {
        Map<Key, List<Call>> writes = new TreeMap<>();
        for (Call call : history) {
            if (!(call.action() instanceof Action.Get)) {
                writes.computeIfAbsent(call.action().key(), key -> new ArrayList<>())
                        .add(call);
            }
        }
        for (Call call : history) {
            if (call.action() instanceof Action.Get get && call.ending() instanceof Ending.Found found) {
                check(call, get, found, writes.getOrDefault(get.key(), List.of()));
            }
        }
    }

    private static void check(Call read, Action.Get get, Ending.Found found, List<Call> writes) {
        Violation.unless(
                found.sequence() <= found.asOfSequence(),
                () -> "a read shows an entry from after the number it is as of: " + read);
        if (get.mode() instanceof ReadMode.AtLeast atLeast) {
            Violation.unless(
                    found.asOfSequence() >= atLeast.sequence(),
                    () -> "a read is as of a lower number than was asked for: " + read);
        }
        Call newest = null;
        long newestNumber = 0;
        for (Call write : writes) {
            if (!(write.ending() instanceof Ending.Applied applied)) {
                continue;
            }
            Violation.unless(
                    !(get.mode() instanceof ReadMode.Linearizable)
                            || write.endedNanos() >= read.invokedNanos()
                            || applied.sequence() <= found.asOfSequence(),
                    () -> "a linearizable read is as of a number before a write that was answered earlier:\n  " + read
                            + "\n  " + write);
            if (applied.sequence() <= found.asOfSequence() && applied.sequence() > newestNumber) {
                newestNumber = applied.sequence();
                newest = write;
            }
        }
        if (newest != null) {
            checkSees(read, found, newest, newestNumber, writes);
        }
    }

    private static void checkSees(Call read, Ending.Found found, Call newest, long newestNumber, List<Call> writes) {
        if (found.value() != null) {
            boolean isIt = found.sequence() == newestNumber
                    && newest.action() instanceof Action.Put put
                    && put.value().equals(found.value());
            Violation.unless(
                    found.sequence() > newestNumber || isIt,
                    () -> "a read does not show a write at or below its as-of number:\n  " + read + "\n  " + newest);
        } else if (newest.action() instanceof Action.Put put && put.ttlMillis() == 0) {
            boolean mayBeDeleted = writes.stream()
                    .anyMatch(write -> (write.action() instanceof Action.Delete
                                    || (write.action() instanceof Action.Put other && other.ttlMillis() > 0))
                            && write.ending() instanceof Ending.Unknown
                            && write.invokedNanos() <= read.endedNanos());
            Violation.unless(
                    mayBeDeleted,
                    () -> "a read shows no entry, though a put at or below its as-of number was applied:\n  " + read
                            + "\n  " + newest);
        }
    }
}
