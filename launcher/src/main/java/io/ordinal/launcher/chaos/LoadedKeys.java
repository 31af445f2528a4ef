package io.ordinal.launcher.chaos;

import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * Many keys by number, and the values that writes give them. A value follows from its key and the ordinal of the write, so
 * that nothing but the ordinal need be remembered to know it again. Immutable.
 */
final class LoadedKeys {
    /** A value tells its ordinal and its key. */
    static final int LEAST_VALUE_BYTES = 2 * Integer.BYTES;

    /** In place of an ordinal: no write of the key ever gave this value. */
    static final int FOREIGN = -1;

    static final Bytes PREFIX = Bytes.utf8("moves/");

    private final int count;
    private final int valueBytes;

    LoadedKeys(int count, int valueBytes) {
        this.count = count;
        this.valueBytes = valueBytes;
    }

    int count() {
        return count;
    }

    Key key(int number) {
        return Key.utf8(PREFIX.toUtf8() + number);
    }

    /** The number of a key; -1 if it is none of these. */
    int number(Key key) {
        if (key.bytes().startsWith(PREFIX)) {
            String rest = key.bytes().toUtf8().substring(PREFIX.length());
            try {
                int number = Integer.parseInt(rest);
                return number < count && key(number).equals(key) ? number : -1;
            } catch (NumberFormatException e) {
                return -1;
            }
        }
        return -1;
    }

    /** @param ordinal above 0 */
    Bytes value(int number, int ordinal) {
        byte[] value = new byte[valueBytes];
        new SplittableRandom(((long) number << Integer.SIZE) + ordinal).nextBytes(value);
        ByteBuffer.wrap(value).putInt(ordinal).putInt(number);
        return Bytes.wrap(value);
    }

    /** The ordinal of the write that gave the key this value, or {@link #FOREIGN}. */
    int ordinal(int number, Bytes value) {
        if (value.length() != valueBytes) {
            return FOREIGN;
        }
        int ordinal = ByteBuffer.wrap(value.array()).getInt();
        return ordinal > 0 && value(number, ordinal).equals(value) ? ordinal : FOREIGN;
    }

    /** Bytes of the key and its value. */
    long size(int number) {
        return (long) key(number).bytes().length() + valueBytes;
    }
}
