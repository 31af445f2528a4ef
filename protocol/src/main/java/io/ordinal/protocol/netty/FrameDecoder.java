package io.ordinal.protocol.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.ordinal.protocol.FrameFormat;
import io.ordinal.protocol.MessageCodec;
import io.ordinal.protocol.WireReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what a socket brings into frames and decodes them. While it is paused it takes no further frame, not even one
 * that is there already, and the socket is not read: the other side's TCP window fills. Confined to its event loop.
 */
final class FrameDecoder extends ByteToMessageDecoder {
    private int maxFrameBytes = FrameFormat.MAX_HANDSHAKE_BYTES;
    private boolean paused;
    private boolean broken;
    private @Nullable ChannelHandlerContext context;

    /** Admits frames of the full size, once it is known who sends them. */
    void endHandshake() {
        maxFrameBytes = FrameFormat.MAX_BYTES;
    }

    void pause() {
        if (!paused && context != null) {
            paused = true;
            context.channel().config().setAutoRead(false);
        }
    }

    /** Goes on where {@link #pause} stopped, in a task of its own: the caller may be inside of this very decoder. */
    void resume() {
        ChannelHandlerContext current = context;
        if (paused && current != null) {
            paused = false;
            current.executor().execute(() -> readOn(current));
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (broken) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (paused || in.readableBytes() < FrameFormat.LENGTH_BYTES) {
            return;
        }
        broken = true;
        int length = in.getInt(in.readerIndex());
        FrameFormat.checkLength(length, maxFrameBytes);
        if (in.readableBytes() >= FrameFormat.LENGTH_BYTES + length) {
            WireReader reader = new WireReader(in.nioBuffer(in.readerIndex() + FrameFormat.LENGTH_BYTES, length));
            long correlation = reader.readFixedLong();
            out.add(new Frame(correlation, MessageCodec.decode(reader), FrameFormat.LENGTH_BYTES + length));
            in.skipBytes(FrameFormat.LENGTH_BYTES + length);
        }
        broken = false;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        if (paused) {
            // The decoder we inherit would ask for more bytes, because no frame came out of the last ones.
            ctx.fireChannelReadComplete();
        } else {
            super.channelReadComplete(ctx);
        }
    }

    private void readOn(ChannelHandlerContext ctx) {
        if (paused || !ctx.channel().isActive()) {
            return;
        }
        try {
            channelRead(ctx, Unpooled.EMPTY_BUFFER);
        } catch (Exception e) {
            ctx.fireExceptionCaught(e);
        }
        if (!paused) {
            ctx.channel().config().setAutoRead(true);
        }
    }
}
