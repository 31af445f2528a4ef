package io.ordinal.protocol;

import io.ordinal.ring.Bytes;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.ClusterMapCodec;
import io.ordinal.ring.MalformedRecordException;

/** How what a node answers a client is written. */
final class ClientReplyCodec {
    private static final int MAX_TEXT_BYTES = 4_096;
    private static final int MAX_NODES = 1 << 16;
    private static final int MIN_REGISTRATION_BYTES = 25;
    private static final int MAX_RANGES = 1 << 20;
    private static final int MIN_RANGE_STATUS_BYTES = 9;

    private ClientReplyCodec() {}

    static void writeApplied(WriteReply.Applied applied, WireWriter out) {
        out.writeNumber(applied.sequence());
    }

    static WriteReply.Applied readApplied(WireReader in) {
        return new WriteReply.Applied(in.readNumber());
    }

    static void writeRejected(WriteReply.Rejected rejected, WireWriter out) {
        out.writeNumber(rejected.currentSequence());
    }

    static WriteReply.Rejected readRejected(WireReader in) {
        return new WriteReply.Rejected(in.readNumber());
    }

    static void writeUnknown(WriteReply.Unknown unknown, WireWriter out) {
        out.writeText(unknown.why(), MAX_TEXT_BYTES);
        out.writeNullable(unknown.leader(), IdentityCodec::writeNode);
    }

    static WriteReply.Unknown readUnknown(WireReader in) {
        return new WriteReply.Unknown(in.readText(MAX_TEXT_BYTES), in.readNullable(IdentityCodec::readNode));
    }

    static void writeRead(ReadReply reply, WireWriter out) {
        out.writeNullable(reply.entry(), EntryCodec::writeEntry);
        out.writeNumber(reply.asOfSequence());
    }

    static ReadReply readRead(WireReader in) {
        return new ReadReply(in.readNullable(EntryCodec::readEntry), in.readNumber());
    }

    static void writeScan(ScanReply reply, WireWriter out) {
        out.writeList(reply.entries(), EntryCodec::writeEntry);
        out.writeNullable(reply.next(), IdentityCodec::writeKey);
        out.writeNumber(reply.asOfSequence());
    }

    static ScanReply readScan(WireReader in) {
        return new ScanReply(
                in.readList(ScanRequest.MAX_LIMIT, EntryCodec.MIN_ENTRY_BYTES, EntryCodec::readEntry),
                in.readNullable(IdentityCodec::readKey),
                in.readNumber());
    }

    static void writeNotServed(NotServed notServed, WireWriter out) {
        out.writeByte(
                switch (notServed.reason()) {
                    case NOT_RESPONSIBLE -> 1;
                    case TAKING_OVER -> 2;
                    case NO_QUORUM -> 3;
                    case NO_SEQUENCER -> 4;
                    case NOT_REACHED -> 5;
                    case BORN_TOO_LONG_AGO -> 6;
                    case OVERLOADED -> 7;
                    case DISK_FULL -> 8;
                    case SHUTTING_DOWN -> 9;
                });
        out.writeNumber(notServed.mapVersion());
        out.writeNumber(notServed.retryAfterMillis());
        out.writeText(notServed.why(), MAX_TEXT_BYTES);
        out.writeNullable(notServed.leader(), IdentityCodec::writeNode);
    }

    static NotServed readNotServed(WireReader in) {
        int code = in.readByte();
        NotServed.Reason reason = switch (code) {
            case 1 -> NotServed.Reason.NOT_RESPONSIBLE;
            case 2 -> NotServed.Reason.TAKING_OVER;
            case 3 -> NotServed.Reason.NO_QUORUM;
            case 4 -> NotServed.Reason.NO_SEQUENCER;
            case 5 -> NotServed.Reason.NOT_REACHED;
            case 6 -> NotServed.Reason.BORN_TOO_LONG_AGO;
            case 7 -> NotServed.Reason.OVERLOADED;
            case 8 -> NotServed.Reason.DISK_FULL;
            case 9 -> NotServed.Reason.SHUTTING_DOWN;
            default -> throw new MalformedMessageException("no refusal to serve has the code " + code);
        };
        return new NotServed(
                reason,
                in.readNumber(),
                in.readNumber(),
                in.readText(MAX_TEXT_BYTES),
                in.readNullable(IdentityCodec::readNode));
    }

    static void writeMap(MapReply reply, WireWriter out) {
        out.writeNullable(reply.map(), ClientReplyCodec::writeClusterMap);
        out.writeList(reply.present(), IdentityCodec::writeRegistration);
    }

    static MapReply readMap(WireReader in) {
        return new MapReply(
                in.readNullable(ClientReplyCodec::readClusterMap),
                in.readList(MAX_NODES, MIN_REGISTRATION_BYTES, IdentityCodec::readRegistration));
    }

    static void writeStatus(StatusReply status, WireWriter out) {
        IdentityCodec.writeMember(status.member(), out);
        out.writeNumber(status.mapVersion());
        out.writeText(status.readOnlyWhy(), MAX_TEXT_BYTES);
        out.writeBoolean(status.zookeeperConnected());
        out.writeText(status.durability(), MAX_TEXT_BYTES);
        out.writeNumber(status.term());
        out.writeNumber(status.highestIssued());
        out.writeBoolean(status.isSequencer());
        out.writeBoolean(status.isRebalancer());
        out.writeList(status.ranges(), ClientReplyCodec::writeRangeStatus);
    }

    static StatusReply readStatus(WireReader in) {
        return new StatusReply(
                IdentityCodec.readMember(in),
                in.readNumber(),
                in.readText(MAX_TEXT_BYTES),
                in.readBoolean(),
                in.readText(MAX_TEXT_BYTES),
                in.readNumber(),
                in.readNumber(),
                in.readBoolean(),
                in.readBoolean(),
                in.readList(MAX_RANGES, MIN_RANGE_STATUS_BYTES, ClientReplyCodec::readRangeStatus));
    }

    private static void writeClusterMap(ClusterMap map, WireWriter out) {
        out.writeBytes(Bytes.wrap(ClusterMapCodec.encode(map)));
    }

    private static ClusterMap readClusterMap(WireReader in) {
        Bytes bytes = in.readBytes(ClusterMapCodec.MAX_LENGTH_BYTES);
        try {
            return ClusterMapCodec.decode(bytes.array());
        } catch (MalformedRecordException e) {
            throw new MalformedMessageException("a cluster map is malformed: " + e.getMessage(), e);
        }
    }

    private static void writeRangeStatus(StatusReply.RangeStatus status, WireWriter out) {
        IdentityCodec.writeRange(status.range(), out);
        out.writeText(status.role(), MAX_TEXT_BYTES);
        out.writeNumber(status.epoch());
        PositionCodec.write(status.last(), out);
        PositionCodec.write(status.committed(), out);
        PositionCodec.write(status.applied(), out);
    }

    private static StatusReply.RangeStatus readRangeStatus(WireReader in) {
        return new StatusReply.RangeStatus(
                IdentityCodec.readRange(in),
                in.readText(MAX_TEXT_BYTES),
                in.readNumber(),
                PositionCodec.read(in),
                PositionCodec.read(in),
                PositionCodec.read(in));
    }
}
