package io.ordinal.protocol;

import io.ordinal.ring.Key;
import java.util.Arrays;

/** Gathers an {@link EntryRun}; may be used again for another. Confined to one thread. */
public final class EntryRunBuilder {
    private static final int FIRST_BYTES = 4 << 10;

    private byte[] bytes = new byte[FIRST_BYTES];
    private int length;
    private int count;
    private int lastAt;

    /**
     * Where an entry comes from, in its {@link StoredForm}. Both say how long it is, whether there was room for it or
     * not.
     */
    public interface Source {
        int key(byte[] into, int offset, int room);

        int state(byte[] into, int offset, int room);
    }

    public void add(StoredEntry entry) {
        byte[] key = StoredForm.key(entry.key());
        WireWriter state = new WireWriter();
        StoredForm.writeState(entry, state);
        begin(key.length, state.length());
        System.arraycopy(key, 0, bytes, keyAt(), key.length);
        System.arraycopy(state.array(), 0, bytes, keyAt() + key.length, state.length());
        end(key.length, state.length());
    }

    /**
     * Adds an entry, unless the run would be longer than {@code maxBytes} with it; the first one is added however long
     * it is.
     */
    public boolean add(Source source, int maxBytes) {
        begin(StoredForm.MAX_KEY_BYTES, StoredForm.MIN_STATE_BYTES);
        int keyLength = source.key(bytes, keyAt(), StoredForm.MAX_KEY_BYTES);
        int stateAt = keyAt() + keyLength;
        int stateLength = source.state(bytes, stateAt, bytes.length - stateAt);
        if (count > 0 && (long) stateAt + stateLength > maxBytes) {
            return false;
        }
        if (stateLength > bytes.length - stateAt) {
            begin(keyLength, stateLength);
            source.state(bytes, stateAt, stateLength);
        }
        end(keyLength, stateLength);
        return true;
    }

    /** The key of the entry that was added last. @throws IllegalStateException if none was */
    public Key lastKey() {
        if (count == 0) {
            throw new IllegalStateException("nothing was added");
        }
        return StoredForm.readKey(bytes, lastAt + EntryRun.HEADER_BYTES, EntryRun.intAt(bytes, lastAt));
    }

    /** What was added since this was last asked. */
    public EntryRun take() {
        EntryRun run = count == 0 ? EntryRun.EMPTY : new EntryRun(Arrays.copyOf(bytes, length), count);
        length = 0;
        count = 0;
        return run;
    }

    private int keyAt() {
        return length + EntryRun.HEADER_BYTES;
    }

    private void begin(int keyLength, int stateLength) {
        long needed = (long) keyAt() + keyLength + stateLength;
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.toIntExact(Math.max(needed, 2L * bytes.length)));
        }
    }

    private void end(int keyLength, int stateLength) {
        EntryRun.INTS.set(bytes, length, keyLength);
        EntryRun.INTS.set(bytes, length + Integer.BYTES, stateLength);
        lastAt = length;
        length = keyAt() + keyLength + stateLength;
        count++;
    }
}
