package io.ordinal.ring;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/** A growing run of bytes: big-endian fixed fields, and numbers of seven bits a byte, least significant first. */
final class RecordWriter {
    private byte[] bytes = new byte[256];
    private int length;

    int length() {
        return length;
    }

    void writeByte(int value) {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, bytes.length * 2);
        }
        bytes[length++] = (byte) value;
    }

    void writeLong(long value) {
        for (int shift = 56; shift >= 0; shift -= 8) {
            writeByte((int) (value >>> shift));
        }
    }

    /** One byte for each started seven bits of {@code value}, read as unsigned: 1 to 10. */
    void writeNumber(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            writeByte((int) (rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        writeByte((int) rest);
    }

    void writeUuid(UUID uuid) {
        writeLong(uuid.getMostSignificantBits());
        writeLong(uuid.getLeastSignificantBits());
    }

    void writeText(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        writeNumber(utf8.length);
        for (byte b : utf8) {
            writeByte(b);
        }
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }
}
