package io.ordinal.protocol;

import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import io.ordinal.ring.Tokens;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an entry as tables keep them and as copies carry them, so that a copy is made without taking entries
 * apart.
 *
 * <pre>
 *   key     token (8 bytes, big-endian) key
 *   state   0 live, 1 tombstone (1 byte), sequence (number), expiry (number), value (the rest)
 * </pre>
 */
public final class StoredForm {
    public static final int TOKEN_BYTES = Long.BYTES;
    public static final int MAX_KEY_BYTES = TOKEN_BYTES + Key.MAX_LENGTH_BYTES;

    /** A flag and two numbers. */
    static final int MIN_STATE_BYTES = 3;

    private static final int MAX_STATE_BYTES = 1 + 9 + 9 + Operation.Put.MAX_VALUE_LENGTH_BYTES;
    private static final VarHandle TOKENS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int LIVE = 0;
    private static final int TOMBSTONE = 1;

    private StoredForm() {}

    public static byte[] key(Key key) {
        byte[] bytes = key.bytes().array();
        return ByteBuffer.allocate(TOKEN_BYTES + bytes.length)
                .putLong(key.token())
                .put(bytes)
                .array();
    }

    public static Key readKey(byte[] array, int offset, int length) {
        return Key.of(Bytes.wrap(Arrays.copyOfRange(array, offset + TOKEN_BYTES, offset + length)));
    }

    public static void writeState(StoredEntry entry, WireWriter out) {
        Bytes value = entry.value();
        out.writeByte(value == null ? TOMBSTONE : LIVE);
        out.writeNumber(entry.sequence());
        out.writeNumber(entry.expiresAtMillis());
        if (value != null) {
            out.writeRaw(value.array(), 0, value.length());
        }
    }

    /** @throws MalformedMessageException if no entry is written so */
    public static StoredEntry readState(Key key, byte[] array, int offset, int length) {
        WireReader in = new WireReader(ByteBuffer.wrap(array, offset, length));
        boolean isTombstone = in.readBoolean();
        long sequence = in.readNumber();
        long expiresAtMillis = in.readNumber();
        int end = offset + length;
        if (isTombstone) {
            in.end();
        }
        @Nullable Bytes value = isTombstone ? null : Bytes.wrap(Arrays.copyOfRange(array, end - in.remaining(), end));
        return new StoredEntry(key, value, sequence, expiresAtMillis);
    }

    /** The number of an entry, without making the rest of it. */
    public static long sequence(byte[] array, int offset, int length) {
        WireReader in = new WireReader(ByteBuffer.wrap(array, offset, length));
        in.readByte();
        return in.readNumber();
    }

    /** How many bytes of what an entry holds are its value. */
    static int valueLength(byte[] array, int offset, int length) {
        int at = offset + 1;
        for (int numbers = 0; numbers < 2; numbers++) {
            while (array[at] < 0) {
                at++;
            }
            at++;
        }
        return offset + length - at;
    }

    public static boolean isTombstone(byte[] array, int offset) {
        return array[offset] == TOMBSTONE;
    }

    /** The token that a key begins with. */
    public static long token(byte[] array, int offset) {
        return (long) TOKENS.get(array, offset);
    }

    /** @throws MalformedMessageException unless these are the bytes of a key, with the token that it has */
    static void checkKey(byte[] array, int offset, int length) {
        if (length <= TOKEN_BYTES || length > MAX_KEY_BYTES) {
            throw new MalformedMessageException("a key and its token are no " + length + " bytes long");
        }
        if (token(array, offset) != Tokens.of(array, offset + TOKEN_BYTES, length - TOKEN_BYTES)) {
            throw new MalformedMessageException("a key is named with the token of another");
        }
    }

    /** @throws MalformedMessageException unless these are the bytes of what an entry may hold */
    static void checkState(byte[] array, int offset, int length) {
        if (length < MIN_STATE_BYTES || length > MAX_STATE_BYTES) {
            throw new MalformedMessageException("what an entry holds is no " + length + " bytes long");
        }
        WireReader in = new WireReader(ByteBuffer.wrap(array, offset, length));
        boolean isTombstone = in.readBoolean();
        in.readNumber();
        in.readNumber();
        if (isTombstone) {
            in.end();
        } else if (in.remaining() > Operation.Put.MAX_VALUE_LENGTH_BYTES) {
            throw new MalformedMessageException("a value is " + in.remaining() + " bytes long");
        }
    }
}
