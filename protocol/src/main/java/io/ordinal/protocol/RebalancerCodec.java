package io.ordinal.protocol;

import io.ordinal.ring.NodeId;
import java.util.List;

/** How the messages between nodes and the rebalancer are written. */
final class RebalancerCodec {
    private static final int MAX_NODES = 1 << 16;
    private static final int MAX_RANGES = 1 << 20;
    private static final int MIN_NODE_BYTES = 2;
    private static final int MIN_LED_BYTES = 4;
    private static final int MIN_SEALED_BYTES = 3;
    private static final int MIN_MOVE_BYTES = 7;

    private RebalancerCodec() {}

    static void writeReport(NodeReport report, WireWriter out) {
        out.writeNumber(report.report());
        IdentityCodec.writeMember(report.reporter(), out);
        out.writeNumber(report.mapVersion());
        out.writeList(report.suspects(), IdentityCodec::writeNode);
        out.writeList(report.led(), RebalancerCodec::writeLed);
        out.writeList(report.wanting(), IdentityCodec::writeRange);
        out.writeList(report.suspectIn(), IdentityCodec::writeRange);
        out.writeBoolean(report.handsOver());
        out.writeList(report.sealed(), RebalancerCodec::writeSealed);
        out.writeList(report.moves(), RebalancerCodec::writeMove);
    }

    static NodeReport readReport(WireReader in) {
        return new NodeReport(
                in.readNumber(),
                IdentityCodec.readMember(in),
                in.readNumber(),
                readNodes(in),
                in.readList(MAX_RANGES, MIN_LED_BYTES, RebalancerCodec::readLed),
                in.readList(MAX_RANGES, 1, IdentityCodec::readRange),
                in.readList(MAX_RANGES, 1, IdentityCodec::readRange),
                in.readBoolean(),
                in.readList(MAX_RANGES, MIN_SEALED_BYTES, RebalancerCodec::readSealed),
                in.readList(MAX_RANGES, MIN_MOVE_BYTES, RebalancerCodec::readMove));
    }

    static void writeReportAck(ReportAck ack, WireWriter out) {
        out.writeNumber(ack.report());
        out.writeBoolean(ack.inOffice());
        out.writeNumber(ack.mapVersion());
    }

    static ReportAck readReportAck(WireReader in) {
        return new ReportAck(in.readNumber(), in.readBoolean(), in.readNumber());
    }

    private static void writeLed(NodeReport.Led led, WireWriter out) {
        IdentityCodec.writeRange(led.range(), out);
        out.writeNumber(led.epoch());
        out.writeBoolean(led.opened());
        out.writeList(led.level(), IdentityCodec::writeNode);
    }

    private static NodeReport.Led readLed(WireReader in) {
        return new NodeReport.Led(IdentityCodec.readRange(in), in.readNumber(), in.readBoolean(), readNodes(in));
    }

    private static void writeSealed(NodeReport.Sealed sealed, WireWriter out) {
        IdentityCodec.writeRange(sealed.range(), out);
        PositionCodec.write(sealed.at(), out);
    }

    private static NodeReport.Sealed readSealed(WireReader in) {
        return new NodeReport.Sealed(IdentityCodec.readRange(in), PositionCodec.read(in));
    }

    static void writeMove(MoveProgress move, WireWriter out) {
        IdentityCodec.writeRange(move.range(), out);
        out.writeNumber(move.epoch());
        out.writeNumber(move.move());
        out.writeByte(
                switch (move.phase()) {
                    case COPYING -> 1;
                    case CATCHING_UP -> 2;
                    case VERIFYING -> 3;
                    case VERIFIED -> 4;
                    case DIFFERS -> 5;
                });
        out.writeNumber(move.copiedBytes());
        out.writeNumber(move.copiedKeys());
        out.writeNumber(move.copiedBasisPoints());
    }

    static MoveProgress readMove(WireReader in) {
        return new MoveProgress(
                IdentityCodec.readRange(in),
                in.readNumber(),
                in.readNumber(),
                readPhase(in),
                in.readNumber(),
                in.readNumber(),
                in.readInt(10_000));
    }

    private static MoveProgress.Phase readPhase(WireReader in) {
        int code = in.readByte();
        return switch (code) {
            case 1 -> MoveProgress.Phase.COPYING;
            case 2 -> MoveProgress.Phase.CATCHING_UP;
            case 3 -> MoveProgress.Phase.VERIFYING;
            case 4 -> MoveProgress.Phase.VERIFIED;
            case 5 -> MoveProgress.Phase.DIFFERS;
            default -> throw new MalformedMessageException("no phase of a move has the code " + code);
        };
    }

    private static List<NodeId> readNodes(WireReader in) {
        return in.readList(MAX_NODES, MIN_NODE_BYTES, IdentityCodec::readNode);
    }
}
