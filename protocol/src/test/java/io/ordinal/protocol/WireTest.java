package io.ordinal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.ordinal.ring.Bytes;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class WireTest {
    private final WireWriter out = new WireWriter(1);

    @Property(tries = 1_000)
    void numbersComeBack(@ForAll @LongRange(min = 0) long number, @ForAll long fixed, @ForAll int small) {
        WireWriter writer = new WireWriter(1);
        writer.writeNumber(number);
        writer.writeFixedLong(fixed);
        writer.writeFixedInt(small);
        WireReader in = new WireReader(writer.toByteBuffer());
        assertThat(in.readNumber()).isEqualTo(number);
        assertThat(in.readFixedLong()).isEqualTo(fixed);
        assertThat(in.readFixedInt()).isEqualTo(small);
        in.end();
    }

    @Example
    void smallNumbersTakeOneByteAndTheLargestNine() {
        out.writeNumber(127);
        assertThat(out.length()).isEqualTo(1);
        out.clear();
        out.writeNumber(128);
        assertThat(out.toByteArray()).containsExactly(0x80, 0x01);
        out.clear();
        out.writeNumber(Long.MAX_VALUE);
        assertThat(out.length()).isEqualTo(9);
        assertThat(new WireReader(out.toByteArray()).readNumber()).isEqualTo(Long.MAX_VALUE);
    }

    @Example
    void aNegativeNumberIsNeverWritten() {
        assertThatThrownBy(() -> out.writeNumber(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Example
    void aNumberHasOneFormOnly() {
        refuses("more bytes than it needs", in -> in.readNumber(), 0x80, 0x00);
        refuses("longer than 9 bytes", in -> in.readNumber(), 255, 255, 255, 255, 255, 255, 255, 255, 255, 1);
    }

    @Example
    void whatIsNeitherTrueNorFalseIsRefused() {
        refuses("a boolean is 0 or 1", in -> in.readBoolean(), 2);
    }

    @Example
    void textThatIsNotUtf8IsRefused() {
        refuses("not in UTF-8", in -> in.readText(10), 2, 0xc3, 0x28);
    }

    @Example
    void aLengthBeyondTheEndIsRefused() {
        refuses("the bytes end early", in -> in.readBytes(100), 50, 1, 2, 3);
    }

    @Example
    void aTextForPeopleIsCutBetweenCharacters() {
        out.writeText("aaa\u00e9", 4);
        assertThat(new WireReader(out.toByteArray()).readText(4)).isEqualTo("aaa");
    }

    @Example
    void aSliceOfABufferIsReadWithoutMovingIt() {
        ByteBuffer buffer =
                ByteBuffer.wrap(new byte[] {9, 9, 2, 7, 8, 9}).position(2).limit(5);
        assertThat(new WireReader(buffer).readBytes(10)).isEqualTo(Bytes.wrap(new byte[] {7, 8}));
        assertThat(buffer.position()).isEqualTo(2);
    }

    @Example
    void lyingLengthsAndCountsTakeNoMemory() {
        WireWriter lie = new WireWriter();
        lie.writeNumber(1 << 20);
        byte[] bytes = lie.toByteArray();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 100; i++) {
            assertThat(refuses(() -> new WireReader(bytes).readBytes(1 << 20))).isTrue();
            assertThat(refuses(() -> new WireReader(bytes).readText(1 << 20))).isTrue();
            assertThat(refuses(() -> new WireReader(bytes).readList(1 << 20, 1, WireReader::readNumber)))
                    .isTrue();
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(allocated).isLessThan(300 * 64_000L);
    }

    @Example
    void aListWithMoreElementsThanItsLimitIsRefused() {
        out.writeList(List.of(1L, 2L, 3L), (each, writer) -> writer.writeNumber(each));
        byte[] bytes = out.toByteArray();
        assertThat(new WireReader(bytes).readList(3, 1, WireReader::readNumber)).containsExactly(1L, 2L, 3L);
        assertThatThrownBy(() -> new WireReader(bytes).readList(2, 1, WireReader::readNumber))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("above its limit of 2");
    }

    @Example
    void aRecordThatDidNotFitIsTakenBack() {
        out.writeNumber(1);
        int before = out.length();
        out.writeText("too much");
        out.truncate(before);
        assertThat(out.toByteArray()).containsExactly(1);
    }

    private static boolean refuses(Runnable read) {
        try {
            read.run();
            return false;
        } catch (MalformedMessageException e) {
            return true;
        }
    }

    private static void refuses(String why, Consumer<WireReader> read, int... bytes) {
        WireWriter writer = new WireWriter();
        for (int each : bytes) {
            writer.writeByte(each);
        }
        assertThatThrownBy(() -> read.accept(new WireReader(writer.toByteArray())))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining(why);
    }
}
