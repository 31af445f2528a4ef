package io.ordinal.protocol;

/** How the messages of the handshake are written. Their form is the same in every protocol version. */
final class HandshakeCodec {
    private static final int MAX_WHY_BYTES = 4_096;

    private HandshakeCodec() {}

    static void writeHello(Hello hello, WireWriter out) {
        out.writeNumber(hello.protocolVersion());
        out.writeNullable(hello.cluster(), IdentityCodec::writeCluster);
        out.writeNullable(hello.member(), IdentityCodec::writeMember);
        out.writeNumber(hello.runNumber());
        IdentityCodec.writeMarks(hello.marks(), out);
    }

    static Hello readHello(WireReader in) {
        return new Hello(
                in.readInt(Integer.MAX_VALUE),
                in.readNullable(IdentityCodec::readCluster),
                in.readNullable(IdentityCodec::readMember),
                in.readNumber(),
                IdentityCodec.readMarks(in));
    }

    static void writeWelcome(Welcome welcome, WireWriter out) {
        out.writeNumber(welcome.protocolVersion());
        IdentityCodec.writeCluster(welcome.cluster(), out);
        IdentityCodec.writeMember(welcome.member(), out);
        out.writeNumber(welcome.runNumber());
        IdentityCodec.writeMarks(welcome.marks(), out);
        out.writeNumber(welcome.creditBytes());
    }

    static Welcome readWelcome(WireReader in) {
        return new Welcome(
                in.readInt(Integer.MAX_VALUE),
                IdentityCodec.readCluster(in),
                IdentityCodec.readMember(in),
                in.readNumber(),
                IdentityCodec.readMarks(in),
                in.readInt(Integer.MAX_VALUE));
    }

    static void writeRefused(ConnectionRefused refused, WireWriter out) {
        out.writeByte(
                switch (refused.reason()) {
                    case OTHER_PROTOCOL_VERSION -> 1;
                    case OTHER_CLUSTER -> 2;
                    case OTHER_DISK -> 3;
                    case MALFORMED_FRAME -> 4;
                    case TOO_MANY_CONNECTIONS -> 5;
                    case OUT_OF_CREDIT -> 6;
                    case SHUTTING_DOWN -> 7;
                });
        out.writeText(refused.why(), MAX_WHY_BYTES);
    }

    static ConnectionRefused readRefused(WireReader in) {
        int code = in.readByte();
        ConnectionRefused.Reason reason = switch (code) {
            case 1 -> ConnectionRefused.Reason.OTHER_PROTOCOL_VERSION;
            case 2 -> ConnectionRefused.Reason.OTHER_CLUSTER;
            case 3 -> ConnectionRefused.Reason.OTHER_DISK;
            case 4 -> ConnectionRefused.Reason.MALFORMED_FRAME;
            case 5 -> ConnectionRefused.Reason.TOO_MANY_CONNECTIONS;
            case 6 -> ConnectionRefused.Reason.OUT_OF_CREDIT;
            case 7 -> ConnectionRefused.Reason.SHUTTING_DOWN;
            default -> throw new MalformedMessageException("no refusal has the code " + code);
        };
        return new ConnectionRefused(reason, in.readText(MAX_WHY_BYTES));
    }
}
