package io.ordinal.launcher.e2e;

import io.ordinal.protocol.CloseRequest;
import io.ordinal.protocol.EpochStart;
import io.ordinal.protocol.FetchCopy;
import io.ordinal.protocol.FetchLog;
import io.ordinal.protocol.FrameFormat;
import io.ordinal.protocol.Grant;
import io.ordinal.protocol.GrantRefused;
import io.ordinal.protocol.GrantRequest;
import io.ordinal.protocol.Heartbeat;
import io.ordinal.protocol.HeartbeatAck;
import io.ordinal.protocol.LogPage;
import io.ordinal.protocol.LogRecord;
import io.ordinal.protocol.Marks;
import io.ordinal.protocol.Message;
import io.ordinal.protocol.MessageType;
import io.ordinal.protocol.Mismatch;
import io.ordinal.protocol.MoveDigest;
import io.ordinal.protocol.MoveProgress;
import io.ordinal.protocol.NewEpoch;
import io.ordinal.protocol.NodeReport;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.Promised;
import io.ordinal.protocol.ReleaseLease;
import io.ordinal.protocol.Replicate;
import io.ordinal.protocol.ReplicateAck;
import io.ordinal.protocol.ReportAck;
import io.ordinal.protocol.StaleEpoch;
import io.ordinal.protocol.WireWriter;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeId;
import java.util.List;
import java.util.Random;

/** Messages between nodes as one might send them that is no member: about ranges there are, with epochs there may be. */
final class HostileMessages {
    private static final List<MessageType> TYPES = List.of(MessageType.values());

    private final Random random;
    private final Member self;
    private final List<RangeId> ranges;

    HostileMessages(long seed, Member self, List<RangeId> ranges) {
        this.random = new Random(seed);
        this.self = self;
        this.ranges = List.copyOf(ranges);
    }

    /** A frame that says something well-formed and untrue. */
    byte[] wellFormed() {
        return frame(0, message());
    }

    /** The same with a few bytes changed, a number of a message that does not exist, or a length that lies. */
    byte[] malformed() {
        byte[] frame = wellFormed();
        int head = FrameFormat.LENGTH_BYTES + Long.BYTES;
        switch (random.nextInt(4)) {
            case 0 -> frame[head] = (byte) random.nextInt();
            case 1 -> frame[random.nextInt(FrameFormat.LENGTH_BYTES)] = (byte) random.nextInt();
            case 2 -> random.nextBytes(frame);
            default -> {
                frame[head] = (byte) TYPES.get(random.nextInt(TYPES.size())).number();
                frame[head + random.nextInt(frame.length - head)] = (byte) random.nextInt();
            }
        }
        return frame;
    }

    static byte[] frame(long correlation, Message message) {
        WireWriter out = new WireWriter();
        FrameFormat.write(correlation, message, out);
        return out.toByteArray();
    }

    private Message message() {
        return switch (random.nextInt(19)) {
            case 0 -> new NewEpoch(range(), number());
            case 1 -> new Promised(range(), number(), position(), history(), number());
            case 2 -> replicate();
            case 3 -> new ReplicateAck(range(), number(), position(), number());
            case 4 -> new Mismatch(range(), number(), position(), position(), history());
            case 5 -> new StaleEpoch(range(), number(), number());
            case 6 -> new FetchLog(range(), number(), position(), random.nextInt(1 << 20));
            case 7 -> new LogPage(range(), number(), position(), List.of(), random.nextBoolean());
            case 8 ->
                new FetchCopy(range(), number(), number(), null, random.nextInt(1 << 20), random.nextInt(1 << 20));
            case 9 -> new Heartbeat(number(), List.of(beat(), beat()));
            case 10 -> new HeartbeatAck(number(), List.of(rangeEpoch()), List.of(rangeEpoch()));
            case 11 -> new ReleaseLease(range(), number());
            case 12 -> new CloseRequest(range(), number(), number());
            case 13 -> new GrantRequest(number(), random.nextInt(1_000), marks());
            case 14 -> new Grant(number(), number(), number(), random.nextInt(1_000), number());
            case 15 -> new GrantRefused(number(), GrantRefused.Reason.NOT_IN_OFFICE, number());
            case 16 ->
                new NodeReport(
                        number(),
                        self,
                        number(),
                        List.of(new NodeId("n1")),
                        List.of(),
                        List.of(range()),
                        List.of(range()),
                        random.nextBoolean(),
                        List.of(new NodeReport.Sealed(range(), position())),
                        List.of(move()));
            case 17 -> new MoveDigest(range(), number(), number(), position(), random.nextLong());
            default -> new ReportAck(number(), random.nextBoolean(), number());
        };
    }

    private MoveProgress move() {
        return new MoveProgress(
                range(), number(), number(), MoveProgress.Phase.VERIFIED, number(), number(), random.nextInt(10_001));
    }

    private Replicate replicate() {
        Position previous = position();
        Position next = new Position(previous.epoch(), previous.sequence() + 1);
        LogRecord record = new LogRecord(next, previous, number(), new LogRecord.Open());
        return new Replicate(range(), number(), previous, List.of(record), position(), number(), number(), position());
    }

    private Heartbeat.Beat beat() {
        return new Heartbeat.Beat(range(), number(), position(), number(), position(), position());
    }

    private HeartbeatAck.RangeEpoch rangeEpoch() {
        return new HeartbeatAck.RangeEpoch(range(), number());
    }

    private List<EpochStart> history() {
        return List.of(new EpochStart(1 + random.nextInt(100), position()));
    }

    private Marks marks() {
        return new Marks(number(), number(), number(), number());
    }

    private Position position() {
        return new Position(random.nextInt(100), number());
    }

    private RangeId range() {
        return ranges.get(random.nextInt(ranges.size()));
    }

    /** As many small numbers as large ones; none is so large that the next ones overflow. */
    private long number() {
        return (random.nextLong() & Long.MAX_VALUE) >>> (2 + random.nextInt(61));
    }
}
