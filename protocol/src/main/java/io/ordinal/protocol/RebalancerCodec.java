package io.ordinal.protocol;

import io.ordinal.ring.NodeId;
import java.util.List;

/** How the messages between nodes and the rebalancer are written. */
final class RebalancerCodec {
    private static final int MAX_NODES = 1 << 16;
    private static final int MAX_RANGES = 1 << 20;
    private static final int MIN_NODE_BYTES = 2;
    private static final int MIN_LED_BYTES = 4;

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
                in.readBoolean());
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

    private static List<NodeId> readNodes(WireReader in) {
        return in.readList(MAX_NODES, MIN_NODE_BYTES, IdentityCodec::readNode);
    }
}
