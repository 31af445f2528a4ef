package io.ordinal.protocol;

/** Writes any message as its number and its content, and reads it back. docs/protocol.md lists them all. */
public final class MessageCodec {
    private MessageCodec() {}

    public static void encode(Message message, WireWriter out) {
        MessageType type = MessageType.of(message);
        out.writeByte(type.number());
        type.write(message, out);
    }

    /**
     * Reads one message, up to the end of the bytes.
     *
     * @throws MalformedMessageException unless the bytes are exactly one message
     */
    public static Message decode(WireReader in) {
        MessageType type = MessageType.ofNumber(in.readByte());
        Message message = type.read(in);
        in.end();
        return message;
    }
}
