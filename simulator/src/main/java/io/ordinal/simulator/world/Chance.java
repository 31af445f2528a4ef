package io.ordinal.simulator.world;

import io.ordinal.ring.Bytes;
import io.ordinal.ring.Tokens;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * A source of random decisions, forked by name: every component draws from its own, so that adding a component, or
 * drawing once more in one, leaves the decisions of all others as they were.
 */
public final class Chance {
    private final long seed;
    private final SplittableRandom random;

    private Chance(long seed) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
    }

    public static Chance ofSeed(long seed) {
        return new Chance(seed);
    }

    /** The source called {@code name} below this one. It depends on the seed and the name, not on what was drawn. */
    public Chance fork(String name) {
        long named = Tokens.of(Bytes.utf8(name).array());
        return new Chance(new SplittableRandom(seed ^ Long.rotateLeft(named, 17)).nextLong() ^ named);
    }

    /** True with this probability. */
    public boolean happens(double probability) {
        return random.nextDouble() < probability;
    }

    /** Uniform; both ends are possible. */
    public long between(long least, long most) {
        return random.nextLong(least, most + 1);
    }

    /** Uniform from 0 up to, not including, {@code bound}. */
    public int below(int bound) {
        return random.nextInt(bound);
    }

    public <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /**
     * A duration with a long tail: mostly around {@code typical}, sometimes many times that, never above {@code most}.
     * Halves of the remaining cases are each up to four times as long as the half before.
     */
    public long longTailed(long typical, long most) {
        long scale = typical;
        while (scale < most && random.nextInt(16) == 0) {
            scale *= 4;
        }
        return Math.min(most, scale / 2 + random.nextLong(scale + 1));
    }

    public long bits() {
        return random.nextLong();
    }

    public UUID uuid() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    /** The same decisions as a generator, for cores that ask for one. */
    public SplittableRandom generator() {
        return random.split();
    }
}
