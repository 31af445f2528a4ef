package io.ordinal.protocol;

import io.ordinal.protocol.MovesReply.MoveStatus;

/** How what operators ask of the rebalancer is written, and what it answers. */
final class ClusterCommandCodec {
    private static final int MAX_MOVES = 1 << 20;
    private static final int MIN_STATUS_BYTES = 15;

    private static final int ADD = 1;
    private static final int DRAIN = 2;
    private static final int REPLACE = 3;
    private static final int CANCEL_MOVE = 4;
    private static final int SET_PAUSED = 5;
    private static final int SET_APPROVAL = 6;
    private static final int SET_GRACE = 7;
    private static final int SET_THROTTLE = 8;
    private static final int SET_MOVES_PER_NODE = 9;

    private ClusterCommandCodec() {}

    static void writeCommand(CommandRequest request, WireWriter out) {
        ClusterCommand command = request.command();
        if (command instanceof ClusterCommand.Add add) {
            out.writeByte(ADD);
            IdentityCodec.writeNode(add.node(), out);
        } else if (command instanceof ClusterCommand.Drain drain) {
            out.writeByte(DRAIN);
            IdentityCodec.writeNode(drain.node(), out);
        } else if (command instanceof ClusterCommand.Replace replace) {
            out.writeByte(REPLACE);
            IdentityCodec.writeNode(replace.node(), out);
            IdentityCodec.writeNode(replace.by(), out);
        } else if (command instanceof ClusterCommand.CancelMove cancel) {
            out.writeByte(CANCEL_MOVE);
            out.writeNumber(cancel.move());
        } else if (command instanceof ClusterCommand.SetPaused set) {
            out.writeByte(SET_PAUSED);
            out.writeBoolean(set.paused());
        } else if (command instanceof ClusterCommand.SetApproval set) {
            out.writeByte(SET_APPROVAL);
            out.writeBoolean(set.approval());
        } else if (command instanceof ClusterCommand.SetGrace set) {
            out.writeByte(SET_GRACE);
            out.writeNumber(set.graceSeconds());
        } else if (command instanceof ClusterCommand.SetThrottle set) {
            out.writeByte(SET_THROTTLE);
            out.writeNumber(set.bytesPerSecond());
        } else if (command instanceof ClusterCommand.SetMovesPerNode set) {
            out.writeByte(SET_MOVES_PER_NODE);
            out.writeNumber(set.movesPerNode());
        } else {
            throw new IllegalArgumentException("no code for " + command);
        }
    }

    static CommandRequest readCommand(WireReader in) {
        int code = in.readByte();
        ClusterCommand command = switch (code) {
            case ADD -> new ClusterCommand.Add(IdentityCodec.readNode(in));
            case DRAIN -> new ClusterCommand.Drain(IdentityCodec.readNode(in));
            case REPLACE -> new ClusterCommand.Replace(IdentityCodec.readNode(in), IdentityCodec.readNode(in));
            case CANCEL_MOVE -> new ClusterCommand.CancelMove(in.readNumber());
            case SET_PAUSED -> new ClusterCommand.SetPaused(in.readBoolean());
            case SET_APPROVAL -> new ClusterCommand.SetApproval(in.readBoolean());
            case SET_GRACE -> new ClusterCommand.SetGrace(in.readInt(Integer.MAX_VALUE));
            case SET_THROTTLE -> new ClusterCommand.SetThrottle(in.readNumber());
            case SET_MOVES_PER_NODE -> new ClusterCommand.SetMovesPerNode(in.readInt(Integer.MAX_VALUE));
            default -> throw new MalformedMessageException("no command has the code " + code);
        };
        return new CommandRequest(command);
    }

    static void writeCommandReply(CommandReply reply, WireWriter out) {
        out.writeByte(
                switch (reply.outcome()) {
                    case DONE -> 1;
                    case REFUSED -> 2;
                    case NOT_IN_OFFICE -> 3;
                    case UNKNOWN -> 4;
                });
        out.writeText(reply.message(), CommandReply.MAX_MESSAGE_BYTES);
    }

    static CommandReply readCommandReply(WireReader in) {
        int code = in.readByte();
        CommandReply.Outcome outcome = switch (code) {
            case 1 -> CommandReply.Outcome.DONE;
            case 2 -> CommandReply.Outcome.REFUSED;
            case 3 -> CommandReply.Outcome.NOT_IN_OFFICE;
            case 4 -> CommandReply.Outcome.UNKNOWN;
            default -> throw new MalformedMessageException("no end of a command has the code " + code);
        };
        return new CommandReply(outcome, in.readText(CommandReply.MAX_MESSAGE_BYTES));
    }

    static void writeMoves(MovesReply reply, WireWriter out) {
        out.writeBoolean(reply.inOffice());
        out.writeNumber(reply.mapVersion());
        out.writeList(reply.moves(), ClusterCommandCodec::writeStatus);
    }

    static MovesReply readMoves(WireReader in) {
        return new MovesReply(
                in.readBoolean(),
                in.readNumber(),
                in.readList(MAX_MOVES, MIN_STATUS_BYTES, ClusterCommandCodec::readStatus));
    }

    private static void writeStatus(MoveStatus status, WireWriter out) {
        out.writeNumber(status.move());
        IdentityCodec.writeRange(status.range(), out);
        IdentityCodec.writeNode(status.source(), out);
        IdentityCodec.writeNode(status.target(), out);
        IdentityCodec.writeNode(status.leaving(), out);
        out.writeByte(
                switch (status.phase()) {
                    case WAITING -> 1;
                    case COPYING -> 2;
                    case CATCHING_UP -> 3;
                    case VERIFYING -> 4;
                    case VERIFIED -> 5;
                    case OPENING -> 6;
                });
        out.writeNumber(status.copiedBytes());
        out.writeNumber(status.copiedKeys());
        out.writeNumber(status.copiedBasisPoints());
        out.writeNumber(status.bytesPerSecond());
        out.writeNumber(status.elapsedMillis());
        out.writeText(status.waitsFor(), MovesReply.MAX_TEXT_BYTES);
    }

    private static MoveStatus readStatus(WireReader in) {
        return new MoveStatus(
                in.readNumber(),
                IdentityCodec.readRange(in),
                IdentityCodec.readNode(in),
                IdentityCodec.readNode(in),
                IdentityCodec.readNode(in),
                readPhase(in),
                in.readNumber(),
                in.readNumber(),
                in.readInt(10_000),
                in.readNumber(),
                in.readNumber(),
                in.readText(MovesReply.MAX_TEXT_BYTES));
    }

    private static MovesReply.Phase readPhase(WireReader in) {
        int code = in.readByte();
        return switch (code) {
            case 1 -> MovesReply.Phase.WAITING;
            case 2 -> MovesReply.Phase.COPYING;
            case 3 -> MovesReply.Phase.CATCHING_UP;
            case 4 -> MovesReply.Phase.VERIFYING;
            case 5 -> MovesReply.Phase.VERIFIED;
            case 6 -> MovesReply.Phase.OPENING;
            default -> throw new MalformedMessageException("no phase of a move has the code " + code);
        };
    }
}
