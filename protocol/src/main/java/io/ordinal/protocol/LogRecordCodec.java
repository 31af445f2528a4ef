package io.ordinal.protocol;

import java.util.List;

/** How a link of a range's chain is written, on the wire and in the journal. */
public final class LogRecordCodec {
    /** What the shortest record takes: two positions, a time, a code. */
    public static final int MIN_BYTES = 6;

    private static final int OPEN = 0;
    private static final int WRITE = 1;
    private static final int REFUSED = 2;
    private static final int EXPIRE = 3;
    private static final int PURGE = 4;
    private static final int VERIFY = 5;
    private static final int SEAL = 6;

    /** What the shortest tombstone takes: a key of one byte, a number. */
    private static final int MIN_TOMBSTONE_BYTES = 3;

    private LogRecordCodec() {}

    public static void write(LogRecord record, WireWriter out) {
        PositionCodec.write(record.position(), out);
        PositionCodec.write(record.previous(), out);
        out.writeNumber(record.logTimeMillis());
        LogRecord.Payload payload = record.payload();
        if (payload instanceof LogRecord.Write write) {
            out.writeByte(WRITE);
            IdentityCodec.writeRequest(write.request(), out);
            OperationCodec.write(write.operation(), out);
        } else if (payload instanceof LogRecord.Refused refused) {
            out.writeByte(REFUSED);
            IdentityCodec.writeRequest(refused.request(), out);
            out.writeNumber(refused.currentSequence());
        } else if (payload instanceof LogRecord.Expire expire) {
            out.writeByte(EXPIRE);
            IdentityCodec.writeKey(expire.key(), out);
        } else if (payload instanceof LogRecord.Purge purge) {
            out.writeByte(PURGE);
            out.writeList(purge.tombstones(), LogRecordCodec::writeTombstone);
        } else if (payload instanceof LogRecord.Verify verify) {
            out.writeByte(VERIFY);
            out.writeNumber(verify.move());
        } else if (payload instanceof LogRecord.Seal) {
            out.writeByte(SEAL);
        } else if (payload instanceof LogRecord.Open) {
            out.writeByte(OPEN);
        } else {
            throw new IllegalArgumentException("no code for " + payload);
        }
    }

    public static LogRecord read(WireReader in) {
        Position position = PositionCodec.read(in);
        Position previous = PositionCodec.read(in);
        if (!position.isAfter(previous)) {
            throw new MalformedMessageException("record " + position + " does not come after " + previous);
        }
        long logTimeMillis = in.readNumber();
        return new LogRecord(position, previous, logTimeMillis, readPayload(in));
    }

    private static LogRecord.Payload readPayload(WireReader in) {
        int code = in.readByte();
        return switch (code) {
            case OPEN -> new LogRecord.Open();
            case WRITE -> new LogRecord.Write(IdentityCodec.readRequest(in), OperationCodec.read(in));
            case REFUSED -> new LogRecord.Refused(IdentityCodec.readRequest(in), in.readNumber());
            case EXPIRE -> new LogRecord.Expire(IdentityCodec.readKey(in));
            case PURGE -> readPurge(in);
            case VERIFY -> new LogRecord.Verify(in.readNumber());
            case SEAL -> new LogRecord.Seal();
            default -> throw new MalformedMessageException("no record has the code " + code);
        };
    }

    private static LogRecord.Purge readPurge(WireReader in) {
        List<LogRecord.Tombstone> tombstones =
                in.readList(LogRecord.Purge.MAX_TOMBSTONES, MIN_TOMBSTONE_BYTES, LogRecordCodec::readTombstone);
        try {
            return new LogRecord.Purge(tombstones);
        } catch (IllegalArgumentException e) {
            throw new MalformedMessageException(String.valueOf(e.getMessage()), e);
        }
    }

    private static void writeTombstone(LogRecord.Tombstone tombstone, WireWriter out) {
        IdentityCodec.writeKey(tombstone.key(), out);
        out.writeNumber(tombstone.sequence());
    }

    private static LogRecord.Tombstone readTombstone(WireReader in) {
        return new LogRecord.Tombstone(IdentityCodec.readKey(in), in.readNumber());
    }
}
