package io.ordinal.protocol;

import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Entries of a range, in its order, as one run of bytes: what one table gives, another takes as it is. Immutable.
 *
 * <pre>
 *   entry   length of the key (4 bytes, big-endian), length of the state (4), key, state: see {@link StoredForm}
 * </pre>
 */
public final class EntryRun implements Iterable<StoredEntry> {
    public static final EntryRun EMPTY = new EntryRun(new byte[0], 0);

    static final int HEADER_BYTES = 2 * Integer.BYTES;

    /** Numbers within an array. */
    static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] array;
    private final int count;

    EntryRun(byte[] array, int count) {
        this.array = array;
        this.count = count;
    }

    public static EntryRun of(Iterable<StoredEntry> entries) {
        EntryRunBuilder builder = new EntryRunBuilder();
        entries.forEach(builder::add);
        return builder.take();
    }

    /**
     * Reads what {@link #write} wrote. Whether the entries are in order is not looked at: that depends on the range.
     *
     * @throws MalformedMessageException if it is not made of entries
     */
    static EntryRun read(WireReader in) {
        byte[] array = in.readBytes(FrameFormat.MAX_BYTES).array();
        int count = 0;
        for (int at = 0; at < array.length; count++) {
            if (array.length - at < HEADER_BYTES) {
                throw new MalformedMessageException("a run of entries ends within one");
            }
            int keyLength = intAt(array, at);
            int stateLength = intAt(array, at + Integer.BYTES);
            int keyAt = at + HEADER_BYTES;
            if (keyLength < 0 || stateLength < 0 || (long) keyLength + stateLength > array.length - keyAt) {
                throw new MalformedMessageException("a run of entries ends within one");
            }
            StoredForm.checkKey(array, keyAt, keyLength);
            StoredForm.checkState(array, keyAt + keyLength, stateLength);
            at = keyAt + keyLength + stateLength;
        }
        return new EntryRun(array, count);
    }

    void write(WireWriter out) {
        out.writeBytes(Bytes.wrap(array));
    }

    /** How many entries these are. */
    public int count() {
        return count;
    }

    /** How many bytes these are. */
    public int length() {
        return array.length;
    }

    /** The bytes themselves, for reading only. */
    public byte[] array() {
        return array;
    }

    /** Of keys and values alone. */
    public long keyAndValueBytes() {
        long bytes = 0;
        for (Cursor entry = cursor(); entry.next(); ) {
            bytes += entry.keyLength()
                    - StoredForm.TOKEN_BYTES
                    + StoredForm.valueLength(array, entry.stateAt(), entry.stateLength());
        }
        return bytes;
    }

    /** Before the first entry. */
    public Cursor cursor() {
        return new Cursor(array);
    }

    public List<StoredEntry> toList() {
        List<StoredEntry> entries = new ArrayList<>(count);
        forEach(entries::add);
        return entries;
    }

    @Override
    public Iterator<StoredEntry> iterator() {
        Cursor cursor = cursor();
        return new Iterator<>() {
            private int left = count;

            @Override
            public boolean hasNext() {
                return left > 0;
            }

            @Override
            public StoredEntry next() {
                if (!cursor.next()) {
                    throw new NoSuchElementException();
                }
                left--;
                return StoredForm.readState(cursor.key(), array, cursor.stateAt(), cursor.stateLength());
            }
        };
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EntryRun run && Arrays.equals(array, run.array);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(array);
    }

    @Override
    public String toString() {
        return count + " entries (" + array.length + " B)";
    }

    static int intAt(byte[] array, int offset) {
        return (int) INTS.get(array, offset);
    }

    /** Says where each entry stands. Confined to one thread. */
    public static final class Cursor {
        private final byte[] array;
        private int keyAt;
        private int keyLength;
        private int stateLength;
        private int end;

        private Cursor(byte[] array) {
            this.array = array;
        }

        /** Goes to the next entry; false if there is none. */
        public boolean next() {
            if (end == array.length) {
                return false;
            }
            keyLength = intAt(array, end);
            stateLength = intAt(array, end + Integer.BYTES);
            keyAt = end + HEADER_BYTES;
            end = keyAt + keyLength + stateLength;
            return true;
        }

        public int keyAt() {
            return keyAt;
        }

        public int keyLength() {
            return keyLength;
        }

        public int stateAt() {
            return keyAt + keyLength;
        }

        public int stateLength() {
            return stateLength;
        }

        public Key key() {
            return StoredForm.readKey(array, keyAt, keyLength);
        }

        public long token() {
            return StoredForm.token(array, keyAt);
        }

        public boolean isTombstone() {
            return StoredForm.isTombstone(array, stateAt());
        }
    }
}
