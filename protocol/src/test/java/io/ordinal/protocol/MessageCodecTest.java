package io.ordinal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import io.ordinal.ring.RangeId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class MessageCodecTest {
    @Example
    void everyMessageThatMayBeSaidHasANumber() {
        List<Class<?>> registered = new ArrayList<>();
        for (MessageType type : MessageType.values()) {
            registered.add(type.messageClass());
        }
        assertThat(registered)
                .containsExactlyInAnyOrderElementsOf(
                        messagesBelow(Message.class).toList());
    }

    @Property(tries = 2_000)
    void everyMessageComesBackAsItWas(@ForAll MessageType type, @ForAll long seed) {
        Message message = new RandomValues(seed).of(type.messageClass());
        assertThat(decode(encode(message))).isEqualTo(message);
    }

    @Property(tries = 3_000)
    void randomBytesAreAMessageOrRefused(@ForAll MessageType type, @ForAll long seed) {
        Random random = new Random(seed);
        byte[] bytes = new byte[1 + random.nextInt(200)];
        random.nextBytes(bytes);
        bytes[0] = (byte) type.number();
        decodeOrRefuse(bytes);
    }

    @Property(tries = 5_000)
    void damagedMessagesAreAMessageOrRefused(@ForAll MessageType type, @ForAll long seed) {
        Random random = new Random(seed);
        byte[] bytes = encode(new RandomValues(seed).of(type.messageClass()));
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        decodeOrRefuse(random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes);
    }

    @Property(tries = 1_000)
    void noPrefixOfAMessageIsAMessage(@ForAll MessageType type, @ForAll long seed) {
        byte[] bytes = encode(new RandomValues(seed).of(type.messageClass()));
        byte[] cut = Arrays.copyOf(bytes, new Random(seed).nextInt(bytes.length));
        assertThatThrownBy(() -> decode(cut)).isInstanceOf(MalformedMessageException.class);
    }

    @Example
    void bytesAfterAMessageAreRefused() {
        byte[] bytes = encode(new Grant(1, 2, 3, 4, 5));
        assertThatThrownBy(() -> decode(Arrays.copyOf(bytes, bytes.length + 1)))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("1 bytes are left over");
    }

    @Example
    void anUnknownNumberIsRefused() {
        assertThatThrownBy(() -> decode(new byte[] {(byte) 250}))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessage("no message has the number 250");
    }

    @Example
    void anEmptyKeyIsRefused() {
        WireWriter out = new WireWriter();
        out.writeByte(MessageType.READ_REQUEST.number());
        out.writeNumber(0);
        out.writeByte(0);
        out.writeNumber(0);
        assertThatThrownBy(() -> decode(out.toByteArray()))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessage("a key is empty");
    }

    @Example
    void aValueAboveItsLimitIsRefusedBeforeItIsRead() {
        WireWriter out = new WireWriter();
        out.writeByte(1);
        IdentityCodec.writeKey(Key.utf8("k"), out);
        out.writeNumber(Operation.Put.MAX_VALUE_LENGTH_BYTES + 1);
        assertThatThrownBy(() -> OperationCodec.read(new WireReader(out.toByteArray())))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("above its limit of 1048576");
    }

    @Example
    void aRefusalWithoutAReasonAndAReasonWithoutARefusalAreRefused() {
        for (int[] outcomeAndReason : new int[][] {{2, 0}, {1, 1}}) {
            WireWriter out = new WireWriter();
            out.writeByte(MessageType.COMMAND_REPLY.number());
            out.writeByte(outcomeAndReason[0]);
            out.writeByte(outcomeAndReason[1]);
            out.writeByte(1);
            out.writeByte(0);
            assertThatThrownBy(() -> decode(out.toByteArray()))
                    .isInstanceOf(MalformedMessageException.class)
                    .hasMessageContaining("is refused for");
        }
    }

    @Example
    void settingsThatAreSetTogetherAreSettingsAndNothingElse() {
        WireWriter out = new WireWriter();
        out.writeByte(MessageType.COMMAND_REQUEST.number());
        out.writeByte(10);
        out.writeNumber(1);
        out.writeByte(4);
        out.writeNumber(17);
        assertThatThrownBy(() -> decode(out.toByteArray()))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessage("no command has the code 4");
    }

    @Example
    void aRecordThatDoesNotFollowItsPredecessorIsRefused() {
        WireWriter out = new WireWriter();
        PositionCodec.write(new Position(1, 5), out);
        PositionCodec.write(new Position(1, 5), out);
        out.writeNumber(0);
        out.writeByte(0);
        assertThatThrownBy(() -> LogRecordCodec.read(new WireReader(out.toByteArray())))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("does not come after");
    }

    @Example
    void aPurgeAboveItsLimitsIsRefused() {
        WireWriter out = new WireWriter();
        PositionCodec.write(new Position(1, 5), out);
        PositionCodec.write(new Position(1, 4), out);
        out.writeNumber(0);
        out.writeByte(4);
        out.writeNumber(17);
        for (int i = 0; i < 17; i++) {
            IdentityCodec.writeKey(Key.of(Bytes.wrap(new byte[Key.MAX_LENGTH_BYTES])), out);
            out.writeNumber(3);
        }
        assertThatThrownBy(() -> LogRecordCodec.read(new WireReader(out.toByteArray())))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("a purge of 17 tombstones with 69632 bytes of keys is above its limits");
    }

    @Example
    void aFrameTooLargeIsNotWrittenAtAll() {
        List<LogRecord> records = new ArrayList<>();
        Bytes value = Bytes.wrap(new byte[Operation.Put.MAX_VALUE_LENGTH_BYTES]);
        for (int i = 1; i <= 9; i++) {
            records.add(new LogRecord(
                    new Position(1, i),
                    new Position(1, i - 1),
                    0,
                    new LogRecord.Write(
                            new RequestId(new ClientId(1, 2), i), new Operation.Put(Key.utf8("k"), value, 0))));
        }
        WireWriter out = new WireWriter();
        FrameFormat.write(1, new StatusRequest(), out);
        int before = out.length();
        LogPage page = new LogPage(new RangeId(1), 1, Position.START, records, false);
        assertThatThrownBy(() -> FrameFormat.write(2, page, out))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not fit a frame");
        assertThat(out.length()).isEqualTo(before);
    }

    private static Stream<Class<?>> messagesBelow(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(MessageCodecTest::messagesBelow)
                : Stream.of(type);
    }

    private static void decodeOrRefuse(byte[] bytes) {
        try {
            Message message = decode(bytes);
            assertThat(decode(encode(message))).isEqualTo(message);
        } catch (MalformedMessageException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    private static byte[] encode(Message message) {
        WireWriter out = new WireWriter(16);
        MessageCodec.encode(message, out);
        return out.toByteArray();
    }

    private static Message decode(byte[] bytes) {
        return MessageCodec.decode(new WireReader(bytes));
    }
}
