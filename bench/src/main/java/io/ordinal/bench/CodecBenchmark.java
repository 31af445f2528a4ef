package io.ordinal.bench;

import io.ordinal.protocol.Condition;
import io.ordinal.protocol.FrameFormat;
import io.ordinal.protocol.Message;
import io.ordinal.protocol.MessageCodec;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.Replicate;
import io.ordinal.protocol.RequestId;
import io.ordinal.protocol.WireReader;
import io.ordinal.protocol.WireWriter;
import io.ordinal.protocol.WriteRequest;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** From a message to the bytes of its frame, and back. Values have 100 bytes. */
@NullUnmarked
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CodecBenchmark {
    private static final int FRAME_HEAD_BYTES = FrameFormat.LENGTH_BYTES + Long.BYTES;
    private static final int RECORDS = 32;

    /** What is coded. */
    public enum Kind {
        WRITE_REQUEST,
        REPLICATE_32
    }

    @Param
    public Kind message;

    private final WireWriter out = new WireWriter();
    private Message decoded;
    private byte[] encoded;

    @Setup
    public void encodeOnce() {
        SampleLog log = new SampleLog();
        decoded = message == Kind.WRITE_REQUEST
                ? new WriteRequest(new RequestId(SampleLog.CLIENT, 123_456), 1, 1_000_000, log.put(7), Condition.NONE)
                : replicate(log);
        FrameFormat.write(1, decoded, out);
        encoded = Arrays.copyOfRange(out.array(), FRAME_HEAD_BYTES, out.length());
        if (!decode().equals(decoded)) {
            throw new IllegalStateException("what was encoded is not what is decoded");
        }
    }

    @Benchmark
    public int encode() {
        out.clear();
        FrameFormat.write(1, decoded, out);
        return out.length();
    }

    @Benchmark
    public Message decode() {
        return MessageCodec.decode(new WireReader(ByteBuffer.wrap(encoded)));
    }

    private static Replicate replicate(SampleLog log) {
        log.grow(1_000);
        Position previous = log.last();
        return new Replicate(
                SampleLog.RANGE, previous.epoch(), previous, log.grow(RECORDS), previous, 0, 0, Position.START);
    }
}
