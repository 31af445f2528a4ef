package io.ordinal.protocol;

import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;

/** How operations and their conditions are written, on the wire and in the journal. */
public final class OperationCodec {
    private static final int PUT = 1;
    private static final int DELETE = 2;

    private static final int NONE = 0;
    private static final int ABSENT = 1;
    private static final int VERSION_IS = 2;

    private OperationCodec() {}

    public static void write(Operation operation, WireWriter out) {
        if (operation instanceof Operation.Put put) {
            out.writeByte(PUT);
            IdentityCodec.writeKey(put.key(), out);
            out.writeBytes(put.value());
            out.writeNumber(put.ttlMillis());
        } else if (operation instanceof Operation.Delete delete) {
            out.writeByte(DELETE);
            IdentityCodec.writeKey(delete.key(), out);
        } else {
            throw new IllegalArgumentException("no code for " + operation);
        }
    }

    public static Operation read(WireReader in) {
        int code = in.readByte();
        switch (code) {
            case PUT -> {
                Key key = IdentityCodec.readKey(in);
                Bytes value = in.readBytes(Operation.Put.MAX_VALUE_LENGTH_BYTES);
                return new Operation.Put(key, value, in.readNumber());
            }
            case DELETE -> {
                return new Operation.Delete(IdentityCodec.readKey(in));
            }
            default -> throw new MalformedMessageException("no operation has the code " + code);
        }
    }

    public static void writeCondition(Condition condition, WireWriter out) {
        if (condition instanceof Condition.None) {
            out.writeByte(NONE);
        } else if (condition instanceof Condition.Absent) {
            out.writeByte(ABSENT);
        } else if (condition instanceof Condition.VersionIs versionIs) {
            out.writeByte(VERSION_IS);
            out.writeNumber(versionIs.sequence());
        } else {
            throw new IllegalArgumentException("no code for " + condition);
        }
    }

    public static Condition readCondition(WireReader in) {
        int code = in.readByte();
        return switch (code) {
            case NONE -> Condition.NONE;
            case ABSENT -> Condition.ABSENT;
            case VERSION_IS -> new Condition.VersionIs(in.readNumber());
            default -> throw new MalformedMessageException("no condition has the code " + code);
        };
    }
}
