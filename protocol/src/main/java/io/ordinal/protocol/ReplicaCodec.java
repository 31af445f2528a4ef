package io.ordinal.protocol;

import io.ordinal.ring.RangeId;
import java.util.List;

/** How the messages between nodes about the replicas of a range are written, but for leases and copies. */
final class ReplicaCodec {
    /** More records than a frame holds. */
    static final int MAX_RECORDS = 1 << 21;

    private ReplicaCodec() {}

    static void writeReplicate(Replicate replicate, WireWriter out) {
        writeRangeAndEpoch(replicate.range(), replicate.epoch(), out);
        PositionCodec.write(replicate.previous(), out);
        out.writeList(replicate.records(), LogRecordCodec::write);
        PositionCodec.write(replicate.commit(), out);
        out.writeNumber(replicate.proposedClosed());
        out.writeNumber(replicate.closed());
        PositionCodec.write(replicate.closedAt(), out);
    }

    static Replicate readReplicate(WireReader in) {
        return new Replicate(
                IdentityCodec.readRange(in),
                in.readNumber(),
                PositionCodec.read(in),
                readRecords(in),
                PositionCodec.read(in),
                in.readNumber(),
                in.readNumber(),
                PositionCodec.read(in));
    }

    static void writeAck(ReplicateAck ack, WireWriter out) {
        writeRangeAndEpoch(ack.range(), ack.epoch(), out);
        PositionCodec.write(ack.durable(), out);
        out.writeNumber(ack.acceptedClosed());
    }

    static ReplicateAck readAck(WireReader in) {
        return new ReplicateAck(IdentityCodec.readRange(in), in.readNumber(), PositionCodec.read(in), in.readNumber());
    }

    static void writeMismatch(Mismatch mismatch, WireWriter out) {
        writeRangeAndEpoch(mismatch.range(), mismatch.epoch(), out);
        PositionCodec.write(mismatch.last(), out);
        PositionCodec.write(mismatch.commit(), out);
        PositionCodec.writeHistory(mismatch.history(), out);
    }

    static Mismatch readMismatch(WireReader in) {
        return new Mismatch(
                IdentityCodec.readRange(in),
                in.readNumber(),
                PositionCodec.read(in),
                PositionCodec.read(in),
                PositionCodec.readHistory(in));
    }

    static void writeStaleEpoch(StaleEpoch stale, WireWriter out) {
        IdentityCodec.writeRange(stale.range(), out);
        out.writeNumber(stale.refused());
        out.writeNumber(stale.promised());
    }

    static StaleEpoch readStaleEpoch(WireReader in) {
        return new StaleEpoch(IdentityCodec.readRange(in), in.readNumber(), in.readNumber());
    }

    static void writeNewEpoch(NewEpoch newEpoch, WireWriter out) {
        writeRangeAndEpoch(newEpoch.range(), newEpoch.epoch(), out);
    }

    static NewEpoch readNewEpoch(WireReader in) {
        return new NewEpoch(IdentityCodec.readRange(in), in.readNumber());
    }

    static void writePromised(Promised promised, WireWriter out) {
        writeRangeAndEpoch(promised.range(), promised.epoch(), out);
        PositionCodec.write(promised.last(), out);
        PositionCodec.writeHistory(promised.history(), out);
        out.writeNumber(promised.acceptedClosed());
    }

    static Promised readPromised(WireReader in) {
        return new Promised(
                IdentityCodec.readRange(in),
                in.readNumber(),
                PositionCodec.read(in),
                PositionCodec.readHistory(in),
                in.readNumber());
    }

    static void writeFetchLog(FetchLog fetch, WireWriter out) {
        writeRangeAndEpoch(fetch.range(), fetch.epoch(), out);
        PositionCodec.write(fetch.after(), out);
        out.writeNumber(fetch.maxBytes());
    }

    static FetchLog readFetchLog(WireReader in) {
        return new FetchLog(
                IdentityCodec.readRange(in), in.readNumber(), PositionCodec.read(in), in.readInt(Integer.MAX_VALUE));
    }

    static void writeLogPage(LogPage page, WireWriter out) {
        writeRangeAndEpoch(page.range(), page.epoch(), out);
        PositionCodec.write(page.after(), out);
        out.writeList(page.records(), LogRecordCodec::write);
        out.writeBoolean(page.gone());
    }

    static LogPage readLogPage(WireReader in) {
        return new LogPage(
                IdentityCodec.readRange(in),
                in.readNumber(),
                PositionCodec.read(in),
                readRecords(in),
                in.readBoolean());
    }

    static void writeCloseRequest(CloseRequest request, WireWriter out) {
        writeRangeAndEpoch(request.range(), request.epoch(), out);
        out.writeNumber(request.sequence());
    }

    static CloseRequest readCloseRequest(WireReader in) {
        return new CloseRequest(IdentityCodec.readRange(in), in.readNumber(), in.readNumber());
    }

    static void writeMoveDigest(MoveDigest digest, WireWriter out) {
        writeRangeAndEpoch(digest.range(), digest.epoch(), out);
        out.writeNumber(digest.move());
        PositionCodec.write(digest.at(), out);
        out.writeFixedLong(digest.digest());
    }

    static MoveDigest readMoveDigest(WireReader in) {
        return new MoveDigest(
                IdentityCodec.readRange(in),
                in.readNumber(),
                in.readNumber(),
                PositionCodec.read(in),
                in.readFixedLong());
    }

    static void writeRangeAndEpoch(RangeId range, long epoch, WireWriter out) {
        IdentityCodec.writeRange(range, out);
        out.writeNumber(epoch);
    }

    private static List<LogRecord> readRecords(WireReader in) {
        return in.readList(MAX_RECORDS, LogRecordCodec.MIN_BYTES, LogRecordCodec::read);
    }
}
