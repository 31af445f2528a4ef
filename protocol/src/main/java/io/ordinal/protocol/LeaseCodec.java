package io.ordinal.protocol;

import java.util.List;

/** How the messages that renew and release leases are written. */
final class LeaseCodec {
    private static final int MAX_RANGES = 1 << 20;
    private static final int MIN_BEAT_BYTES = 9;
    private static final int MIN_RANGE_EPOCH_BYTES = 2;

    private LeaseCodec() {}

    static void writeHeartbeat(Heartbeat heartbeat, WireWriter out) {
        out.writeFixedLong(heartbeat.sentNanos());
        out.writeList(heartbeat.beats(), LeaseCodec::writeBeat);
    }

    static Heartbeat readHeartbeat(WireReader in) {
        return new Heartbeat(in.readFixedLong(), in.readList(MAX_RANGES, MIN_BEAT_BYTES, LeaseCodec::readBeat));
    }

    static void writeHeartbeatAck(HeartbeatAck ack, WireWriter out) {
        out.writeFixedLong(ack.sentNanos());
        out.writeList(ack.renewed(), LeaseCodec::writeRangeEpoch);
        out.writeList(ack.higher(), LeaseCodec::writeRangeEpoch);
    }

    static HeartbeatAck readHeartbeatAck(WireReader in) {
        return new HeartbeatAck(in.readFixedLong(), readRangeEpochs(in), readRangeEpochs(in));
    }

    static void writeRelease(ReleaseLease release, WireWriter out) {
        ReplicaCodec.writeRangeAndEpoch(release.range(), release.epoch(), out);
    }

    static ReleaseLease readRelease(WireReader in) {
        return new ReleaseLease(IdentityCodec.readRange(in), in.readNumber());
    }

    private static void writeBeat(Heartbeat.Beat beat, WireWriter out) {
        ReplicaCodec.writeRangeAndEpoch(beat.range(), beat.epoch(), out);
        PositionCodec.write(beat.commit(), out);
        out.writeNumber(beat.closed());
        PositionCodec.write(beat.closedAt(), out);
        PositionCodec.write(beat.passed(), out);
    }

    private static Heartbeat.Beat readBeat(WireReader in) {
        return new Heartbeat.Beat(
                IdentityCodec.readRange(in),
                in.readNumber(),
                PositionCodec.read(in),
                in.readNumber(),
                PositionCodec.read(in),
                PositionCodec.read(in));
    }

    private static void writeRangeEpoch(HeartbeatAck.RangeEpoch rangeEpoch, WireWriter out) {
        ReplicaCodec.writeRangeAndEpoch(rangeEpoch.range(), rangeEpoch.epoch(), out);
    }

    private static List<HeartbeatAck.RangeEpoch> readRangeEpochs(WireReader in) {
        return in.readList(
                MAX_RANGES,
                MIN_RANGE_EPOCH_BYTES,
                each -> new HeartbeatAck.RangeEpoch(IdentityCodec.readRange(each), each.readNumber()));
    }
}
