package io.ordinal.protocol;

/** How the messages between nodes and the sequencer are written. */
final class SequencerCodec {
    private SequencerCodec() {}

    static void writeGrantRequest(GrantRequest request, WireWriter out) {
        out.writeNumber(request.request());
        out.writeNumber(request.count());
        IdentityCodec.writeMarks(request.marks(), out);
    }

    static GrantRequest readGrantRequest(WireReader in) {
        return new GrantRequest(in.readNumber(), in.readInt(Integer.MAX_VALUE), IdentityCodec.readMarks(in));
    }

    static void writeGrant(Grant grant, WireWriter out) {
        out.writeNumber(grant.request());
        out.writeNumber(grant.term());
        out.writeNumber(grant.first());
        out.writeNumber(grant.count());
        out.writeNumber(grant.highestIssued());
    }

    static Grant readGrant(WireReader in) {
        return new Grant(
                in.readNumber(), in.readNumber(), in.readNumber(), in.readInt(Integer.MAX_VALUE), in.readNumber());
    }

    static void writeRefused(GrantRefused refused, WireWriter out) {
        out.writeNumber(refused.request());
        out.writeByte(
                switch (refused.reason()) {
                    case NOT_IN_OFFICE -> 1;
                    case WAITING_FOR_PREDECESSOR -> 2;
                    case OUT_OF_NUMBERS -> 3;
                    case LEASE_EXPIRED -> 4;
                    case WENT_BACK_IN_TIME -> 5;
                });
        out.writeNumber(refused.term());
    }

    static GrantRefused readRefused(WireReader in) {
        long request = in.readNumber();
        int code = in.readByte();
        GrantRefused.Reason reason = switch (code) {
            case 1 -> GrantRefused.Reason.NOT_IN_OFFICE;
            case 2 -> GrantRefused.Reason.WAITING_FOR_PREDECESSOR;
            case 3 -> GrantRefused.Reason.OUT_OF_NUMBERS;
            case 4 -> GrantRefused.Reason.LEASE_EXPIRED;
            case 5 -> GrantRefused.Reason.WENT_BACK_IN_TIME;
            default -> throw new MalformedMessageException("no refused grant has the code " + code);
        };
        return new GrantRefused(request, reason, in.readNumber());
    }
}
