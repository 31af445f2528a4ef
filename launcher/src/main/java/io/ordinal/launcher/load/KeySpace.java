package io.ordinal.launcher.load;

import io.ordinal.protocol.ReadMode;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The keys that a load touches, and values for them. Keys look like {@code bench/17}; values are random bytes, so that
 * nothing on their way can be compressed. Immutable.
 */
public final class KeySpace {
    public static final int MAX_KEYS = 10_000_000;

    /** How many different values there are: enough that no two neighbours are equal, made once. */
    private static final int VALUES = 256;

    private final int keys;
    private final List<Bytes> values = new ArrayList<>(VALUES);

    public KeySpace(int keys, int valueBytes, long seed) {
        this.keys = keys;
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < VALUES; i++) {
            byte[] value = new byte[valueBytes];
            random.nextBytes(value);
            values.add(Bytes.wrap(value));
        }
    }

    /** Puts every key once, in order. */
    public Work eachOnce() {
        AtomicInteger next = new AtomicInteger();
        return random -> {
            int number = next.getAndIncrement();
            return number < keys && number >= 0 ? new Ask.Put(key(number), value(random)) : null;
        };
    }

    /** Reads and puts of random keys, for ever. {@code readShare} is between 0, only puts, and 1, only reads. */
    public Work mix(double readShare, ReadMode mode) {
        return random -> {
            Key key = key(random.nextInt(keys));
            boolean read = readShare > 0 && random.nextDouble() < readShare;
            return read ? new Ask.Get(key, mode) : new Ask.Put(key, value(random));
        };
    }

    private static Key key(int number) {
        return Key.utf8("bench/" + number);
    }

    private Bytes value(SplittableRandom random) {
        return values.get(random.nextInt(VALUES));
    }
}
