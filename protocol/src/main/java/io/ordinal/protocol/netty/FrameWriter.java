package io.ordinal.protocol.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.util.concurrent.FastThreadLocal;
import io.ordinal.protocol.FrameFormat;
import io.ordinal.protocol.Message;
import io.ordinal.protocol.WireWriter;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the frames of one connection into few buffers and few flushes. It counts what the other side has not taken
 * yet: a reader that is too slow is told apart by {@link #pendingBytes}. Confined to the connection's event loop.
 */
final class FrameWriter {
    private static final int BATCH_BYTES = 64 << 10;
    private static final int FIRST_BATCH_BYTES = 2 << 10;

    /** A page of a copy fits. */
    private static final int MAX_KEPT_SCRATCH_BYTES = 2 << 20;

    /** Encoding ends before the next connection's begins, so one array serves all connections of a thread. */
    private static final FastThreadLocal<WireWriter> SCRATCH = new FastThreadLocal<>() {
        @Override
        protected WireWriter initialValue() {
            return new WireWriter(BATCH_BYTES);
        }
    };

    private final Channel channel;
    private final Runnable afterTaken;
    private @Nullable ByteBuf batch;
    private long pendingBytes;
    private boolean flushScheduled;

    /** @param afterTaken is called whenever the socket has taken some of it */
    FrameWriter(Channel channel, Runnable afterTaken) {
        this.channel = channel;
        this.afterTaken = afterTaken;
    }

    /**
     * Writes a frame; it leaves with the next {@link #flush}.
     *
     * @return what it takes on the wire
     * @throws IllegalArgumentException if the message cannot be written; nothing of it was
     */
    int write(long correlation, Message message) {
        WireWriter scratch = SCRATCH.get();
        scratch.clear();
        FrameFormat.write(correlation, message, scratch);
        int length = scratch.length();
        ByteBuf buffer = batch;
        if (buffer == null) {
            buffer = channel.alloc().directBuffer(Math.max(length, FIRST_BATCH_BYTES));
            batch = buffer;
        }
        buffer.writeBytes(scratch.array(), 0, length);
        pendingBytes += length;
        if (buffer.readableBytes() >= BATCH_BYTES) {
            handOver();
        }
        if (length > MAX_KEPT_SCRATCH_BYTES) {
            SCRATCH.remove();
        }
        return length;
    }

    /** Flushes once what this turn of the event loop still writes is written, too. */
    void flushSoon() {
        if (!flushScheduled) {
            flushScheduled = true;
            channel.eventLoop().execute(this::flush);
        }
    }

    void flush() {
        flushScheduled = false;
        handOver();
        channel.flush();
    }

    /** Bytes written here that the socket has not taken. */
    long pendingBytes() {
        return pendingBytes;
    }

    /** Gives up what was not flushed: the connection is gone. */
    void discard() {
        ByteBuf buffer = batch;
        if (buffer != null) {
            batch = null;
            buffer.release();
        }
    }

    private void handOver() {
        ByteBuf buffer = batch;
        if (buffer != null) {
            batch = null;
            int length = buffer.readableBytes();
            channel.write(buffer).addListener(done -> {
                pendingBytes -= length;
                afterTaken.run();
            });
        }
    }
}
