package io.ordinal.protocol;

import io.ordinal.ring.Key;
import io.ordinal.ring.TokenRange;

/** How what a client asks is written. */
final class ClientRequestCodec {
    private static final int LINEARIZABLE = 0;
    private static final int ANY = 1;
    private static final int AT_LEAST = 2;

    private ClientRequestCodec() {}

    static void writeWrite(WriteRequest request, WireWriter out) {
        IdentityCodec.writeRequest(request.request(), out);
        out.writeNumber(request.attempt());
        out.writeNumber(request.bornAfter());
        OperationCodec.write(request.operation(), out);
        OperationCodec.writeCondition(request.condition(), out);
    }

    static WriteRequest readWrite(WireReader in) {
        return new WriteRequest(
                IdentityCodec.readRequest(in),
                in.readInt(Integer.MAX_VALUE),
                in.readNumber(),
                OperationCodec.read(in),
                OperationCodec.readCondition(in));
    }

    static void writeRead(ReadRequest request, WireWriter out) {
        IdentityCodec.writeKey(request.key(), out);
        writeMode(request.mode(), out);
        out.writeNumber(request.waitMillis());
    }

    static ReadRequest readRead(WireReader in) {
        return new ReadRequest(IdentityCodec.readKey(in), readMode(in), in.readInt(Integer.MAX_VALUE));
    }

    static void writeScan(ScanRequest request, WireWriter out) {
        IdentityCodec.writeRange(request.range(), out);
        out.writeFixedLong(request.tokens().startExclusive());
        out.writeFixedLong(request.tokens().endInclusive());
        out.writeBytes(request.prefix());
        out.writeNullable(request.after(), IdentityCodec::writeKey);
        out.writeNumber(request.limit());
        writeMode(request.mode(), out);
    }

    static ScanRequest readScan(WireReader in) {
        return new ScanRequest(
                IdentityCodec.readRange(in),
                new TokenRange(in.readFixedLong(), in.readFixedLong()),
                in.readBytes(Key.MAX_LENGTH_BYTES),
                in.readNullable(IdentityCodec::readKey),
                in.readInt(ScanRequest.MAX_LIMIT),
                readMode(in));
    }

    private static void writeMode(ReadMode mode, WireWriter out) {
        if (mode instanceof ReadMode.Linearizable) {
            out.writeByte(LINEARIZABLE);
        } else if (mode instanceof ReadMode.Any) {
            out.writeByte(ANY);
        } else if (mode instanceof ReadMode.AtLeast atLeast) {
            out.writeByte(AT_LEAST);
            out.writeNumber(atLeast.sequence());
        } else {
            throw new IllegalArgumentException("no code for " + mode);
        }
    }

    private static ReadMode readMode(WireReader in) {
        int code = in.readByte();
        return switch (code) {
            case LINEARIZABLE -> ReadMode.LINEARIZABLE;
            case ANY -> ReadMode.ANY;
            case AT_LEAST -> new ReadMode.AtLeast(in.readNumber());
            default -> throw new MalformedMessageException("no read mode has the code " + code);
        };
    }
}
