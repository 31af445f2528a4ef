package io.ordinal.node;

import io.ordinal.protocol.IdentityCodec;
import io.ordinal.protocol.LogRecord;
import io.ordinal.protocol.LogRecordCodec;
import io.ordinal.protocol.MalformedMessageException;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.PositionCodec;
import io.ordinal.protocol.WireReader;
import io.ordinal.protocol.WireWriter;
import io.ordinal.ring.Parent;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.TokenRange;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * How a durable fact is written in the journal: one byte for the version, one for the kind, then the kind's fields.
 *
 * <p>Reading throws {@link MalformedMessageException} for bytes that cannot be right, and
 * {@link UnknownFormatException} for a version that a newer software wrote.
 */
public final class JournalRecordCodec {
    private static final int VERSION = 2;

    private static final int CREATED = 1;
    private static final int APPENDED = 2;
    private static final int CUT = 3;
    private static final int PROMISE = 4;
    private static final int CLOSED = 5;
    private static final int COMMITTED = 6;
    private static final int COPY_BEGUN = 7;
    private static final int COPIED = 8;
    private static final int DROPPED = 9;
    private static final int STATE = 10;
    private static final int MARKS_RAISED = 11;
    private static final int SUSPECTED = 12;
    private static final int BROUGHT_LEVEL = 13;
    private static final int ADOPTED = 14;

    private static final int MAX_PARENTS = 16;
    private static final int MIN_PARENT_BYTES = 3;

    private JournalRecordCodec() {}

    public static void write(JournalRecord record, WireWriter out) {
        out.writeByte(VERSION);
        out.writeByte(kindOf(record));
        if (record instanceof JournalRecord.OfRange ofRange) {
            IdentityCodec.writeRange(ofRange.range(), out);
        }
        writeFields(record, out);
    }

    /** Reads the record that fills {@code in} to its end. */
    public static JournalRecord read(WireReader in) {
        readVersion(in);
        JournalRecord record = readFields(in.readByte(), in);
        in.end();
        return record;
    }

    /**
     * The log record, if these bytes are an {@link JournalRecord.Appended} of this range above {@code after}; otherwise
     * null. Cheaper than {@link #read} for all that is not wanted.
     */
    public static @Nullable LogRecord readAppendedTo(RangeId range, Position after, ByteBuffer bytes) {
        WireReader in = new WireReader(bytes);
        readVersion(in);
        if (in.readByte() != APPENDED || !IdentityCodec.readRange(in).equals(range)) {
            return null;
        }
        int recordBytes = in.remaining();
        if (!PositionCodec.read(in).isAfter(after)) {
            return null;
        }
        WireReader fromItsStart = new WireReader(bytes.slice(bytes.limit() - recordBytes, recordBytes));
        LogRecord record = LogRecordCodec.read(fromItsStart);
        fromItsStart.end();
        return record;
    }

    private static void readVersion(WireReader in) {
        int version = in.readByte();
        if (version != VERSION) {
            throw new UnknownFormatException("a journal record", version, VERSION);
        }
    }

    private static int kindOf(JournalRecord record) {
        if (record instanceof JournalRecord.Appended) {
            return APPENDED;
        } else if (record instanceof JournalRecord.Committed) {
            return COMMITTED;
        } else if (record instanceof JournalRecord.Closed) {
            return CLOSED;
        } else if (record instanceof JournalRecord.Promise) {
            return PROMISE;
        } else if (record instanceof JournalRecord.Cut) {
            return CUT;
        } else if (record instanceof JournalRecord.Created) {
            return CREATED;
        } else if (record instanceof JournalRecord.CopyBegun) {
            return COPY_BEGUN;
        } else if (record instanceof JournalRecord.Copied) {
            return COPIED;
        } else if (record instanceof JournalRecord.Dropped) {
            return DROPPED;
        } else if (record instanceof JournalRecord.State) {
            return STATE;
        } else if (record instanceof JournalRecord.MarksRaised) {
            return MARKS_RAISED;
        } else if (record instanceof JournalRecord.Suspected) {
            return SUSPECTED;
        } else if (record instanceof JournalRecord.BroughtLevel) {
            return BROUGHT_LEVEL;
        } else if (record instanceof JournalRecord.Adopted) {
            return ADOPTED;
        }
        throw new IllegalArgumentException("no code for " + record);
    }

    private static void writeFields(JournalRecord record, WireWriter out) {
        if (record instanceof JournalRecord.Appended appended) {
            LogRecordCodec.write(appended.record(), out);
        } else if (record instanceof JournalRecord.Committed committed) {
            PositionCodec.write(committed.commit(), out);
        } else if (record instanceof JournalRecord.Closed closed) {
            out.writeNumber(closed.epoch());
            out.writeNumber(closed.closed());
        } else if (record instanceof JournalRecord.Promise promise) {
            out.writeNumber(promise.epoch());
        } else if (record instanceof JournalRecord.Cut cut) {
            PositionCodec.write(cut.last(), out);
        } else if (record instanceof JournalRecord.Created created) {
            out.writeNumber(created.tenure());
            writeTokens(created.tokens(), out);
        } else if (record instanceof JournalRecord.Copied copied) {
            PositionCodec.write(copied.asOf(), out);
            out.writeNumber(copied.logTimeMillis());
            PositionCodec.writeHistory(copied.history(), out);
        } else if (record instanceof JournalRecord.Dropped dropped) {
            out.writeNumber(dropped.tenure());
        } else if (record instanceof JournalRecord.State state) {
            writeState(state, out);
        } else if (record instanceof JournalRecord.MarksRaised raised) {
            IdentityCodec.writeMarks(raised.marks(), out);
        } else if (record instanceof JournalRecord.Suspected suspected) {
            out.writeNumber(suspected.floor());
        } else if (record instanceof JournalRecord.Adopted adopted) {
            writeAdopted(adopted, out);
        }
    }

    private static JournalRecord readFields(int kind, WireReader in) {
        return switch (kind) {
            case APPENDED -> new JournalRecord.Appended(IdentityCodec.readRange(in), LogRecordCodec.read(in));
            case COMMITTED -> new JournalRecord.Committed(IdentityCodec.readRange(in), PositionCodec.read(in));
            case CLOSED -> new JournalRecord.Closed(IdentityCodec.readRange(in), in.readNumber(), in.readNumber());
            case PROMISE -> new JournalRecord.Promise(IdentityCodec.readRange(in), in.readNumber());
            case CUT -> new JournalRecord.Cut(IdentityCodec.readRange(in), PositionCodec.read(in));
            case CREATED -> new JournalRecord.Created(IdentityCodec.readRange(in), in.readNumber(), readTokens(in));
            case COPY_BEGUN -> new JournalRecord.CopyBegun(IdentityCodec.readRange(in));
            case COPIED ->
                new JournalRecord.Copied(
                        IdentityCodec.readRange(in),
                        PositionCodec.read(in),
                        in.readNumber(),
                        PositionCodec.readHistory(in));
            case DROPPED -> new JournalRecord.Dropped(IdentityCodec.readRange(in), in.readNumber());
            case STATE -> readState(in);
            case MARKS_RAISED -> new JournalRecord.MarksRaised(IdentityCodec.readMarks(in));
            case SUSPECTED -> new JournalRecord.Suspected(IdentityCodec.readRange(in), in.readNumber());
            case BROUGHT_LEVEL -> new JournalRecord.BroughtLevel(IdentityCodec.readRange(in));
            case ADOPTED -> readAdopted(in);
            default -> throw new MalformedMessageException("no journal record has the kind " + kind);
        };
    }

    private static void writeAdopted(JournalRecord.Adopted adopted, WireWriter out) {
        out.writeNumber(adopted.tenure());
        writeTokens(adopted.tokens(), out);
        out.writeList(adopted.parents(), JournalRecordCodec::writeParent);
        PositionCodec.write(adopted.start(), out);
        out.writeNumber(adopted.logTimeMillis());
    }

    private static JournalRecord.Adopted readAdopted(WireReader in) {
        return new JournalRecord.Adopted(
                IdentityCodec.readRange(in),
                in.readNumber(),
                readTokens(in),
                in.readList(MAX_PARENTS, MIN_PARENT_BYTES, JournalRecordCodec::readParent),
                PositionCodec.read(in),
                in.readNumber());
    }

    private static void writeParent(Parent parent, WireWriter out) {
        IdentityCodec.writeRange(parent.id(), out);
        out.writeNumber(parent.epoch());
        out.writeNumber(parent.sequence());
    }

    private static Parent readParent(WireReader in) {
        RangeId id = IdentityCodec.readRange(in);
        try {
            return new Parent(id, in.readNumber(), in.readNumber());
        } catch (IllegalArgumentException e) {
            throw new MalformedMessageException(String.valueOf(e.getMessage()), e);
        }
    }

    private static void writeState(JournalRecord.State state, WireWriter out) {
        out.writeNumber(state.tenure());
        writeTokens(state.tokens(), out);
        out.writeNumber(state.promise());
        PositionCodec.writeHistory(state.history(), out);
        out.writeNumber(state.acceptedClosed());
        out.writeNumber(state.closedEpoch());
        PositionCodec.write(state.last(), out);
        out.writeNumber(state.logTimeMillis());
        PositionCodec.write(state.commit(), out);
        out.writeBoolean(state.copying());
    }

    private static JournalRecord.State readState(WireReader in) {
        return new JournalRecord.State(
                IdentityCodec.readRange(in),
                in.readNumber(),
                readTokens(in),
                in.readNumber(),
                PositionCodec.readHistory(in),
                in.readNumber(),
                in.readNumber(),
                PositionCodec.read(in),
                in.readNumber(),
                PositionCodec.read(in),
                in.readBoolean());
    }

    private static void writeTokens(TokenRange tokens, WireWriter out) {
        out.writeFixedLong(tokens.startExclusive());
        out.writeFixedLong(tokens.endInclusive());
    }

    private static TokenRange readTokens(WireReader in) {
        return new TokenRange(in.readFixedLong(), in.readFixedLong());
    }
}
