package io.ordinal.protocol;

import java.util.Arrays;
import java.util.Random;

/** What somebody may send who means harm, or speaks something else: frames of every message, whole, damaged and lying. */
public final class HostileFrames {
    private static final MessageType[] TYPES = MessageType.values();
    private static final int MOST_NOISE_BYTES = 300;

    private final Random random;

    public HostileFrames(long seed) {
        this.random = new Random(seed);
    }

    /** The next bytes to send: a frame as it should be, one that is not, or none at all. */
    public byte[] next() {
        return switch (random.nextInt(8)) {
            case 0 -> noise(random.nextInt(MOST_NOISE_BYTES));
            case 1 -> framed(noise(1 + random.nextInt(MOST_NOISE_BYTES)));
            case 2 -> lyingLength(frame());
            case 3 -> unknownType(frame());
            case 4 -> Arrays.copyOf(frame(), random.nextInt(40));
            case 5, 6 -> damaged(frame());
            default -> frame();
        };
    }

    /** A hello of a version that does not exist. */
    public Hello otherVersion() {
        int version = random.nextBoolean() ? 1 + Hello.PROTOCOL_VERSION + random.nextInt(1_000) : random.nextInt(1);
        return new Hello(version, null, null, 0, Marks.NONE);
    }

    /** A well-formed frame of some message, requests with a correlation id mostly. */
    private byte[] frame() {
        MessageType type = TYPES[random.nextInt(TYPES.length)];
        Message message = new RandomValues(random.nextLong()).of(type.messageClass());
        boolean isRequest = message instanceof ClientRequest;
        long correlation = isRequest != (random.nextInt(10) == 0) ? 1 + random.nextInt(1_000_000) : 0;
        WireWriter out = new WireWriter();
        FrameFormat.write(correlation, message, out);
        return out.toByteArray();
    }

    private byte[] framed(byte[] content) {
        WireWriter out = new WireWriter();
        out.writeFixedInt(Long.BYTES + content.length);
        out.writeFixedLong(random.nextInt(4));
        byte[] head = out.toByteArray();
        byte[] whole = Arrays.copyOf(head, head.length + content.length);
        System.arraycopy(content, 0, whole, head.length, content.length);
        return whole;
    }

    /** Longer or shorter than what follows, by a little or by gigabytes. */
    private byte[] lyingLength(byte[] frame) {
        WireWriter out = new WireWriter();
        out.writeFixedInt(random.nextBoolean() ? random.nextInt() : frame.length - 4 + random.nextInt(21) - 10);
        System.arraycopy(out.toByteArray(), 0, frame, 0, Integer.BYTES);
        return frame;
    }

    private byte[] unknownType(byte[] frame) {
        frame[FrameFormat.LENGTH_BYTES + Long.BYTES] = (byte) random.nextInt();
        return frame;
    }

    private byte[] damaged(byte[] frame) {
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            int from = FrameFormat.LENGTH_BYTES + Long.BYTES;
            frame[from + random.nextInt(frame.length - from)] = (byte) random.nextInt();
        }
        return frame;
    }

    private byte[] noise(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
