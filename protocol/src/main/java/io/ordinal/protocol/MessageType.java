package io.ordinal.protocol;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Every message there is, with its number on the wire and its codec. A number is never given to another message: one
 * that is no longer used stays unused.
 */
@SuppressWarnings("ImmutableEnumChecker") // the functions hold no state
public enum MessageType {
    HELLO(1, Hello.class, HandshakeCodec::writeHello, HandshakeCodec::readHello),
    WELCOME(2, Welcome.class, HandshakeCodec::writeWelcome, HandshakeCodec::readWelcome),
    CONNECTION_REFUSED(3, ConnectionRefused.class, HandshakeCodec::writeRefused, HandshakeCodec::readRefused),

    WRITE_REQUEST(16, WriteRequest.class, ClientRequestCodec::writeWrite, ClientRequestCodec::readWrite),
    READ_REQUEST(17, ReadRequest.class, ClientRequestCodec::writeRead, ClientRequestCodec::readRead),
    SCAN_REQUEST(18, ScanRequest.class, ClientRequestCodec::writeScan, ClientRequestCodec::readScan),
    MAP_REQUEST(
            19,
            MapRequest.class,
            (message, out) -> out.writeNumber(message.knownVersion()),
            in -> new MapRequest(in.readNumber())),
    STATUS_REQUEST(20, StatusRequest.class, (message, out) -> {}, in -> new StatusRequest()),
    COMMAND_REQUEST(21, CommandRequest.class, ClusterCommandCodec::writeCommand, ClusterCommandCodec::readCommand),
    MOVES_REQUEST(22, MovesRequest.class, (message, out) -> {}, in -> new MovesRequest()),

    WRITE_APPLIED(32, WriteReply.Applied.class, ClientReplyCodec::writeApplied, ClientReplyCodec::readApplied),
    WRITE_REJECTED(33, WriteReply.Rejected.class, ClientReplyCodec::writeRejected, ClientReplyCodec::readRejected),
    WRITE_UNKNOWN(34, WriteReply.Unknown.class, ClientReplyCodec::writeUnknown, ClientReplyCodec::readUnknown),
    READ_REPLY(35, ReadReply.class, ClientReplyCodec::writeRead, ClientReplyCodec::readRead),
    SCAN_REPLY(36, ScanReply.class, ClientReplyCodec::writeScan, ClientReplyCodec::readScan),
    NOT_SERVED(37, NotServed.class, ClientReplyCodec::writeNotServed, ClientReplyCodec::readNotServed),
    MAP_REPLY(38, MapReply.class, ClientReplyCodec::writeMap, ClientReplyCodec::readMap),
    STATUS_REPLY(39, StatusReply.class, ClientReplyCodec::writeStatus, ClientReplyCodec::readStatus),
    COMMAND_REPLY(
            40, CommandReply.class, ClusterCommandCodec::writeCommandReply, ClusterCommandCodec::readCommandReply),
    MOVES_REPLY(41, MovesReply.class, ClusterCommandCodec::writeMoves, ClusterCommandCodec::readMoves),

    REPLICATE(64, Replicate.class, ReplicaCodec::writeReplicate, ReplicaCodec::readReplicate),
    REPLICATE_ACK(65, ReplicateAck.class, ReplicaCodec::writeAck, ReplicaCodec::readAck),
    MISMATCH(66, Mismatch.class, ReplicaCodec::writeMismatch, ReplicaCodec::readMismatch),
    STALE_EPOCH(67, StaleEpoch.class, ReplicaCodec::writeStaleEpoch, ReplicaCodec::readStaleEpoch),
    NEW_EPOCH(68, NewEpoch.class, ReplicaCodec::writeNewEpoch, ReplicaCodec::readNewEpoch),
    PROMISED(69, Promised.class, ReplicaCodec::writePromised, ReplicaCodec::readPromised),
    FETCH_LOG(70, FetchLog.class, ReplicaCodec::writeFetchLog, ReplicaCodec::readFetchLog),
    LOG_PAGE(71, LogPage.class, ReplicaCodec::writeLogPage, ReplicaCodec::readLogPage),
    FETCH_COPY(72, FetchCopy.class, CopyCodec::writeFetch, CopyCodec::readFetch),
    COPY_PAGE(73, CopyPage.class, CopyCodec::writePage, CopyCodec::readPage),
    HEARTBEAT(74, Heartbeat.class, LeaseCodec::writeHeartbeat, LeaseCodec::readHeartbeat),
    HEARTBEAT_ACK(75, HeartbeatAck.class, LeaseCodec::writeHeartbeatAck, LeaseCodec::readHeartbeatAck),
    RELEASE_LEASE(76, ReleaseLease.class, LeaseCodec::writeRelease, LeaseCodec::readRelease),
    CLOSE_REQUEST(77, CloseRequest.class, ReplicaCodec::writeCloseRequest, ReplicaCodec::readCloseRequest),
    MOVE_DIGEST(78, MoveDigest.class, ReplicaCodec::writeMoveDigest, ReplicaCodec::readMoveDigest),

    GRANT_REQUEST(96, GrantRequest.class, SequencerCodec::writeGrantRequest, SequencerCodec::readGrantRequest),
    GRANT(97, Grant.class, SequencerCodec::writeGrant, SequencerCodec::readGrant),
    GRANT_REFUSED(98, GrantRefused.class, SequencerCodec::writeRefused, SequencerCodec::readRefused),

    NODE_REPORT(112, NodeReport.class, RebalancerCodec::writeReport, RebalancerCodec::readReport),
    REPORT_ACK(113, ReportAck.class, RebalancerCodec::writeReportAck, RebalancerCodec::readReportAck);

    private static final MessageType[] BY_NUMBER = new MessageType[256];
    private static final Map<Class<?>, MessageType> BY_CLASS = new HashMap<>();

    static {
        for (MessageType type : values()) {
            if (BY_NUMBER[type.number] != null || BY_CLASS.put(type.messageClass, type) != null) {
                throw new IllegalStateException(type + " takes a number or a class that another message has");
            }
            BY_NUMBER[type.number] = type;
        }
    }

    private final int number;
    private final Class<? extends Message> messageClass;
    private final BiConsumer<Message, WireWriter> writer;
    private final Function<WireReader, ? extends Message> reader;

    <M extends Message> MessageType(
            int number, Class<M> messageClass, BiConsumer<M, WireWriter> writer, Function<WireReader, M> reader) {
        this.number = number;
        this.messageClass = messageClass;
        this.writer = (message, out) -> writer.accept(messageClass.cast(message), out);
        this.reader = reader;
    }

    /** The message's number on the wire: one byte. */
    public int number() {
        return number;
    }

    public Class<? extends Message> messageClass() {
        return messageClass;
    }

    public static MessageType of(Message message) {
        MessageType type = BY_CLASS.get(message.getClass());
        if (type == null) {
            throw new IllegalArgumentException("no number on the wire for " + message.getClass());
        }
        return type;
    }

    /** @throws MalformedMessageException if no message has this number */
    public static MessageType ofNumber(int number) {
        MessageType type = number < 0 || number > 255 ? null : BY_NUMBER[number];
        if (type == null) {
            throw new MalformedMessageException("no message has the number " + number);
        }
        return type;
    }

    void write(Message message, WireWriter out) {
        writer.accept(message, out);
    }

    Message read(WireReader in) {
        return reader.apply(in);
    }
}
