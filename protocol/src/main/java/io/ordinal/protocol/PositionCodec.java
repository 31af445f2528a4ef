package io.ordinal.protocol;

import java.util.List;

/** How positions and epoch histories are written, on the wire and in the journal. */
public final class PositionCodec {
    /** More epochs than a range can live through: each is a takeover. */
    public static final int MAX_HISTORY = 1 << 16;

    private PositionCodec() {}

    public static void write(Position position, WireWriter out) {
        out.writeNumber(position.epoch());
        out.writeNumber(position.sequence());
    }

    public static Position read(WireReader in) {
        return new Position(in.readNumber(), in.readNumber());
    }

    public static void writeEpochStart(EpochStart start, WireWriter out) {
        out.writeNumber(start.epoch());
        write(start.base(), out);
    }

    public static EpochStart readEpochStart(WireReader in) {
        return new EpochStart(in.readNumber(), read(in));
    }

    public static void writeHistory(List<EpochStart> history, WireWriter out) {
        out.writeList(history, PositionCodec::writeEpochStart);
    }

    /** A history as it was written; that its epochs rise is for the reader of the history to judge. */
    public static List<EpochStart> readHistory(WireReader in) {
        return in.readList(MAX_HISTORY, 3, PositionCodec::readEpochStart);
    }
}
