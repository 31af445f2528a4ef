package io.ordinal.launcher.chaos;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What each of many keys should hold by what was acknowledged: the ordinal of its last write, in some 8 bytes a key. A
 * key has one operation at a time, so there is no doubt which write was the last; only one whose outcome is unknown
 * leaves a doubt, and since it may come at any later time that doubt stays. Safe for use by any thread.
 */
final class KeyStates {
    /** In place of an ordinal: the key has no entry. */
    static final int ABSENT = 0;

    private static final int LOADED = 1;

    /** By key, the ordinal of the last acknowledged write; negative if it was a delete. */
    private final int[] acknowledged;

    /** By key, the last ordinal that was given to a write, whatever became of it. */
    private final int[] ordinals;

    private final BitSet busy = new BitSet();

    /** By key, the writes that may have been applied, or may yet be. */
    private final Map<Integer, Set<Integer>> perhaps = new HashMap<>();

    /** What a read says of a key. */
    enum Judgement {
        RIGHT,
        /** An acknowledged put is not there, or what was there before it. */
        LOST,
        /** An acknowledged delete is not there: the key has an entry from before it. */
        RESURRECTED,
        /** The key has a value that no write gave it which may have been applied. */
        STRANGE
    }

    /** All of them loaded by their write {@code 1}. */
    KeyStates(int keys) {
        acknowledged = new int[keys];
        ordinals = new int[keys];
        Arrays.fill(acknowledged, LOADED);
        Arrays.fill(ordinals, LOADED);
    }

    /**
     * Takes the key for an operation, unless one is under way. Whoever has it calls exactly one of the methods that end
     * one.
     */
    synchronized boolean begin(int key) {
        boolean isFree = !busy.get(key);
        busy.set(key);
        return isFree;
    }

    /** The ordinal for the write that is about to be asked for. */
    synchronized int nextOrdinal(int key) {
        return ++ordinals[key];
    }

    synchronized void putApplied(int key, int ordinal) {
        acknowledged[key] = ordinal;
        busy.clear(key);
    }

    synchronized void deleteApplied(int key, int ordinal) {
        acknowledged[key] = -ordinal;
        busy.clear(key);
    }

    /** The operation changed nothing, and never will. */
    synchronized void unchanged(int key) {
        busy.clear(key);
    }

    synchronized void putUnknown(int key, int ordinal) {
        perhaps.computeIfAbsent(key, any -> new HashSet<>()).add(ordinal);
        busy.clear(key);
    }

    synchronized void deleteUnknown(int key) {
        perhaps.computeIfAbsent(key, any -> new HashSet<>()).add(ABSENT);
        busy.clear(key);
    }

    /** Whether the key has an entry, as far as is acknowledged. */
    synchronized boolean isPresent(int key) {
        return acknowledged[key] > 0;
    }

    /**
     * Judges what a linearizable read found while no write of the key was under way.
     *
     * @param found the ordinal of its value, {@link #ABSENT} or {@link LoadedKeys#FOREIGN}
     */
    synchronized Judgement judge(int key, int found) {
        int last = acknowledged[key];
        if (found == Math.max(last, ABSENT)
                || perhaps.getOrDefault(key, Set.of()).contains(found)) {
            return Judgement.RIGHT;
        }
        if (found == LoadedKeys.FOREIGN || found > Math.abs(last)) {
            return Judgement.STRANGE;
        }
        return last > 0 ? Judgement.LOST : Judgement.RESURRECTED;
    }
}
