package io.ordinal.protocol;

/**
 * The envelope of a message on a connection: its length (four bytes, big-endian, counting what follows), a correlation
 * id (eight bytes), then the message as {@link MessageCodec} writes it.
 *
 * <p>A request carries a correlation id other than {@link #NO_CORRELATION}, no other unanswered request of the
 * connection has the same, and its reply repeats it. Everything else carries {@link #NO_CORRELATION}.
 */
public final class FrameFormat {
    public static final long NO_CORRELATION = 0;
    public static final int LENGTH_BYTES = Integer.BYTES;

    /** The most that may follow the length. Whoever gathers a batch or a page stays well below. */
    public static final int MAX_BYTES = 8 << 20;

    /** The same for the frames of the handshake, which strangers can send. */
    public static final int MAX_HANDSHAKE_BYTES = 8 << 10;

    /** A correlation id and a message without content. */
    public static final int MIN_BYTES = Long.BYTES + 1;

    private FrameFormat() {}

    /**
     * Writes one frame, or nothing.
     *
     * @throws IllegalArgumentException if the message is too large for a frame, or not one that can be written
     */
    public static void write(long correlation, Message message, WireWriter out) {
        int start = out.length();
        boolean written = false;
        try {
            out.writeFixedInt(0);
            out.writeFixedLong(correlation);
            MessageCodec.encode(message, out);
            int frameBytes = out.length() - start - LENGTH_BYTES;
            if (frameBytes > MAX_BYTES) {
                throw new IllegalArgumentException("a " + MessageType.of(message) + " of " + frameBytes
                        + " bytes does not fit a frame of " + MAX_BYTES);
            }
            out.setFixedInt(start, frameBytes);
            written = true;
        } finally {
            if (!written) {
                out.truncate(start);
            }
        }
    }

    /** @throws MalformedMessageException unless a frame may be this long */
    public static void checkLength(int frameBytes, int maxBytes) {
        if (frameBytes < MIN_BYTES || frameBytes > maxBytes) {
            throw new MalformedMessageException("a frame is " + MIN_BYTES + " to " + maxBytes
                    + " bytes long, this one claims " + Integer.toUnsignedString(frameBytes));
        }
    }
}
