package io.ordinal.repl.transfer;

import io.ordinal.ring.Key;

/**
 * The keys met so far, to count those that come again. It remembers 64 bits of each, their tokens: at the most keys it
 * takes, the chance that two different ones are counted as one is about one in four million.
 */
final class SeenKeys {
    /** Default bound of memory: 64 MiB of tokens at most. */
    static final int MOST_KEYS = 1 << 22;

    private final int mostKeys;
    private long[] slots = new long[1 << 10];
    private int size;
    private boolean hasZero;
    private boolean full;

    SeenKeys(int mostKeys) {
        this.mostKeys = mostKeys;
    }

    /** Whether keys were met that it had no room to remember: repetitions of those are not noticed. */
    boolean isFull() {
        return full;
    }

    /** @return whether the key was met before */
    boolean meet(Key key) {
        long token = key.token();
        if (token == 0) {
            boolean again = hasZero;
            hasZero = true;
            return again;
        }
        int at = place(slots, token);
        if (slots[at] == token) {
            return true;
        }
        if (size == mostKeys) {
            full = true;
            return false;
        }
        slots[at] = token;
        size++;
        if (size > slots.length / 2) {
            grow();
        }
        return false;
    }

    private void grow() {
        long[] larger = new long[slots.length * 2];
        for (long token : slots) {
            if (token != 0) {
                larger[place(larger, token)] = token;
            }
        }
        slots = larger;
    }

    /** Where the token stands, or the empty slot where it would. Tokens are hashes already: their low bits will do. */
    private static int place(long[] slots, long token) {
        int mask = slots.length - 1;
        int at = (int) token & mask;
        while (slots[at] != 0 && slots[at] != token) {
            at = (at + 1) & mask;
        }
        return at;
    }
}
