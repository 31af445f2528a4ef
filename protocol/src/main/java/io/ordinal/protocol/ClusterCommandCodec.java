package io.ordinal.protocol;

import io.ordinal.protocol.ClusterCommand.Setting;
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
    private static final int SET_ALL = 10;
    private static final int MIN_SETTING_BYTES = 2;

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
        } else if (command instanceof ClusterCommand.SetAll set) {
            out.writeByte(SET_ALL);
            out.writeList(set.settings(), ClusterCommandCodec::writeSetting);
        } else if (command instanceof Setting setting) {
            writeSetting(setting, out);
        } else {
            throw new IllegalArgumentException("no code for " + command);
        }
    }

    private static void writeSetting(Setting setting, WireWriter out) {
        if (setting instanceof ClusterCommand.SetPaused set) {
            out.writeByte(SET_PAUSED);
            out.writeBoolean(set.paused());
        } else if (setting instanceof ClusterCommand.SetApproval set) {
            out.writeByte(SET_APPROVAL);
            out.writeBoolean(set.approval());
        } else if (setting instanceof ClusterCommand.SetGrace set) {
            out.writeByte(SET_GRACE);
            out.writeNumber(set.graceSeconds());
        } else if (setting instanceof ClusterCommand.SetThrottle set) {
            out.writeByte(SET_THROTTLE);
            out.writeNumber(set.bytesPerSecond());
        } else if (setting instanceof ClusterCommand.SetMovesPerNode set) {
            out.writeByte(SET_MOVES_PER_NODE);
            out.writeNumber(set.movesPerNode());
        } else {
            throw new IllegalArgumentException("no code for " + setting);
        }
    }

    static CommandRequest readCommand(WireReader in) {
        int code = in.readByte();
        ClusterCommand command = switch (code) {
            case ADD -> new ClusterCommand.Add(IdentityCodec.readNode(in));
            case DRAIN -> new ClusterCommand.Drain(IdentityCodec.readNode(in));
            case REPLACE -> new ClusterCommand.Replace(IdentityCodec.readNode(in), IdentityCodec.readNode(in));
            case CANCEL_MOVE -> new ClusterCommand.CancelMove(in.readNumber());
            case SET_ALL ->
                new ClusterCommand.SetAll(in.readList(
                        ClusterCommand.SetAll.MAX_SETTINGS,
                        MIN_SETTING_BYTES,
                        each -> readSetting(each.readByte(), each)));
            default -> readSetting(code, in);
        };
        return new CommandRequest(command);
    }

    private static Setting readSetting(int code, WireReader in) {
        return switch (code) {
            case SET_PAUSED -> new ClusterCommand.SetPaused(in.readBoolean());
            case SET_APPROVAL -> new ClusterCommand.SetApproval(in.readBoolean());
            case SET_GRACE -> new ClusterCommand.SetGrace(in.readInt(Integer.MAX_VALUE));
            case SET_THROTTLE -> new ClusterCommand.SetThrottle(in.readNumber());
            case SET_MOVES_PER_NODE -> new ClusterCommand.SetMovesPerNode(in.readInt(Integer.MAX_VALUE));
            default -> throw new MalformedMessageException("no command has the code " + code);
        };
    }

    static void writeCommandReply(CommandReply reply, WireWriter out) {
        out.writeByte(
                switch (reply.outcome()) {
                    case DONE -> 1;
                    case REFUSED -> 2;
                    case NOT_IN_OFFICE -> 3;
                    case UNKNOWN -> 4;
                });
        out.writeNullable(reply.refusal(), ClusterCommandCodec::writeRefusal);
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
        CommandRefusal refusal = in.readNullable(ClusterCommandCodec::readRefusal);
        if ((outcome == CommandReply.Outcome.REFUSED) != (refusal != null)) {
            throw new MalformedMessageException("a command that ended as " + outcome + " is refused for " + refusal);
        }
        return new CommandReply(outcome, refusal, in.readText(CommandReply.MAX_MESSAGE_BYTES));
    }

    private static void writeRefusal(CommandRefusal refusal, WireWriter out) {
        out.writeByte(
                switch (refusal) {
                    case UNKNOWN_NODE -> 1;
                    case UNKNOWN_MOVE -> 2;
                    case TOO_FEW_NODES -> 3;
                    case WRONG_STATE -> 4;
                    case NOT_PRESENT -> 5;
                    case NO_RING -> 6;
                    case INVALID -> 7;
                    case BUSY -> 8;
                });
    }

    private static CommandRefusal readRefusal(WireReader in) {
        int code = in.readByte();
        return switch (code) {
            case 1 -> CommandRefusal.UNKNOWN_NODE;
            case 2 -> CommandRefusal.UNKNOWN_MOVE;
            case 3 -> CommandRefusal.TOO_FEW_NODES;
            case 4 -> CommandRefusal.WRONG_STATE;
            case 5 -> CommandRefusal.NOT_PRESENT;
            case 6 -> CommandRefusal.NO_RING;
            case 7 -> CommandRefusal.INVALID;
            case 8 -> CommandRefusal.BUSY;
            default -> throw new MalformedMessageException("no refusal of a command has the code " + code);
        };
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
