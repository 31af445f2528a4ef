package io.ordinal.protocol;

import io.ordinal.ring.Address;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.ClusterId;
import io.ordinal.ring.DiskId;
import io.ordinal.ring.Key;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.Registration;
import java.util.UUID;

/** How the names of things are written: nodes, disks, clusters, clients, requests, ranges, keys. */
public final class IdentityCodec {
    private static final int MAX_NODE_NAME_BYTES = 64;
    private static final int MAX_HOST_BYTES = 255;
    private static final int MAX_LABEL_BYTES = 1_024;

    private IdentityCodec() {}

    public static void writeKey(Key key, WireWriter out) {
        out.writeBytes(key.bytes());
    }

    public static Key readKey(WireReader in) {
        Bytes bytes = in.readBytes(Key.MAX_LENGTH_BYTES);
        if (bytes.length() == 0) {
            throw new MalformedMessageException("a key is empty");
        }
        return Key.of(bytes);
    }

    public static void writeRange(RangeId range, WireWriter out) {
        out.writeNumber(range.number());
    }

    public static RangeId readRange(WireReader in) {
        return new RangeId(in.readNumber());
    }

    public static void writeNode(NodeId node, WireWriter out) {
        out.writeText(node.name());
    }

    public static NodeId readNode(WireReader in) {
        String name = in.readText(MAX_NODE_NAME_BYTES);
        try {
            return new NodeId(name);
        } catch (IllegalArgumentException e) {
            throw new MalformedMessageException("a node is named " + e.getMessage(), e);
        }
    }

    public static void writeUuid(UUID uuid, WireWriter out) {
        out.writeFixedLong(uuid.getMostSignificantBits());
        out.writeFixedLong(uuid.getLeastSignificantBits());
    }

    public static UUID readUuid(WireReader in) {
        return new UUID(in.readFixedLong(), in.readFixedLong());
    }

    public static void writeCluster(ClusterId cluster, WireWriter out) {
        writeUuid(cluster.uuid(), out);
    }

    public static ClusterId readCluster(WireReader in) {
        return new ClusterId(readUuid(in));
    }

    public static void writeMember(Member member, WireWriter out) {
        writeNode(member.node(), out);
        writeUuid(member.disk().uuid(), out);
    }

    public static Member readMember(WireReader in) {
        return new Member(readNode(in), new DiskId(readUuid(in)));
    }

    public static void writeRequest(RequestId request, WireWriter out) {
        out.writeFixedLong(request.client().high());
        out.writeFixedLong(request.client().low());
        out.writeNumber(request.number());
    }

    public static RequestId readRequest(WireReader in) {
        return new RequestId(new ClientId(in.readFixedLong(), in.readFixedLong()), in.readNumber());
    }

    public static void writeMarks(Marks marks, WireWriter out) {
        out.writeNumber(marks.mapZxid());
        out.writeNumber(marks.sequencerZxid());
        out.writeNumber(marks.term());
        out.writeNumber(marks.sequence());
    }

    public static Marks readMarks(WireReader in) {
        return new Marks(in.readNumber(), in.readNumber(), in.readNumber(), in.readNumber());
    }

    public static void writeRegistration(Registration registration, WireWriter out) {
        writeMember(registration.member(), out);
        out.writeNumber(registration.runNumber());
        out.writeText(registration.address().host());
        out.writeNumber(registration.address().port());
        out.writeText(registration.rack());
        out.writeNumber(registration.weight());
        out.writeText(registration.softwareVersion());
    }

    public static Registration readRegistration(WireReader in) {
        return new Registration(
                readMember(in),
                in.readNumber(),
                readAddress(in),
                in.readText(MAX_LABEL_BYTES),
                in.readInt(Integer.MAX_VALUE),
                in.readText(MAX_LABEL_BYTES));
    }

    private static Address readAddress(WireReader in) {
        String host = in.readText(MAX_HOST_BYTES);
        int port = in.readInt(65_535);
        if (host.isBlank() || port == 0) {
            throw new MalformedMessageException("'" + host + ":" + port + "' is no address");
        }
        return new Address(host, port);
    }
}
