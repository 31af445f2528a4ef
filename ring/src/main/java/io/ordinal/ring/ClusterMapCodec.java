package io.ordinal.ring;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The cluster map as bytes: the record in ZooKeeper and the map inside messages.
 *
 * <p>Every member is written once, in a table, and named by its place in it. Of a range only the end is written, since
 * its start is the end before it. So a range of three members takes at most 32 B, even while it has three previous
 * members, as long as range ids and epochs stay below 2^35 and the table below 16,384 members.
 *
 * <pre>
 *   map     format(1 B) cluster(16) version id(16) parent(16) reign replicationFactor nextRangeId
 *           count node*  count other*  count range*
 *   reign   number owner(16) holder                      other   name disk(16)
 *   node    name disk(16) rack weight                    (members that are in use but in no list of nodes)
 *   range   end(8) id epoch shape(1) leader(1) member* previous*
 *   shape   number of members in the low four bits, of previous ones in the high four
 *   leader  0 for none, else 1 + its place among the range's members
 * </pre>
 *
 * <p>Numbers without a size take seven bits a byte, texts are UTF-8 behind their length, the rest is big-endian.
 */
public final class ClusterMapCodec {
    /** ZooKeeper refuses requests of 1 MiB; a part of that is left for the request around the map. */
    public static final int MAX_LENGTH_BYTES = (1 << 20) - (4 << 10);

    private static final int FORMAT = 1;
    private static final int MAX_MEMBERS_OF_RANGE = 15;

    private ClusterMapCodec() {}

    /**
     * @throws MapTooLargeException if the result would be longer than {@link #MAX_LENGTH_BYTES}
     * @throws IllegalArgumentException if a range has more than 15 members or previous ones
     */
    public static byte[] encode(ClusterMap map) {
        Map<Member, Integer> places = new LinkedHashMap<>();
        map.nodes().forEach(node -> places.put(node.member(), places.size()));
        List<Member> others = new ArrayList<>();
        name(map.reign().holder(), places, others);
        for (RangeAssignment range : map.ranges()) {
            range.members().forEach(member -> name(member, places, others));
            range.previous().forEach(member -> name(member, places, others));
        }

        RecordWriter out = new RecordWriter();
        out.writeByte(FORMAT);
        out.writeUuid(map.cluster().uuid());
        out.writeNumber(map.version());
        out.writeUuid(map.id());
        out.writeUuid(map.parentId());
        out.writeNumber(map.reign().number());
        out.writeUuid(map.reign().owner());
        out.writeNumber(placeOf(map.reign().holder(), places));
        out.writeNumber(map.replicationFactor());
        out.writeNumber(map.nextRangeId());
        out.writeNumber(map.nodes().size());
        for (KnownNode node : map.nodes()) {
            writeMember(node.member(), out);
            out.writeText(node.rack());
            out.writeNumber(node.weight());
        }
        out.writeNumber(others.size());
        others.forEach(member -> writeMember(member, out));
        out.writeNumber(map.ranges().size());
        for (RangeAssignment range : map.ranges()) {
            writeRange(range, places, out);
            if (out.length() > MAX_LENGTH_BYTES) {
                throw new MapTooLargeException(
                        "a cluster map of " + map.ranges().size() + " ranges and "
                                + map.nodes().size() + " nodes does not fit into " + MAX_LENGTH_BYTES
                                + " B: it was not written; use fewer nodes or virtual nodes");
            }
        }
        return out.toByteArray();
    }

    /** @throws MalformedRecordException if {@code bytes} are no whole and valid map of a known format */
    public static ClusterMap decode(byte[] bytes) {
        if (bytes.length > MAX_LENGTH_BYTES) {
            throw new MalformedRecordException(
                    "a cluster map is at most " + MAX_LENGTH_BYTES + " B long, this one has " + bytes.length);
        }
        RecordReader in = new RecordReader(bytes);
        int format = in.readByte("format");
        if (format != FORMAT) {
            throw new MalformedRecordException("the cluster map has format " + format + ", this version reads format "
                    + FORMAT + ": upgrade this process");
        }
        try {
            ClusterMap map = read(in);
            in.expectEnd();
            return map;
        } catch (IllegalArgumentException e) {
            throw new MalformedRecordException("the cluster map contradicts itself: " + e.getMessage(), e);
        }
    }

    private static ClusterMap read(RecordReader in) {
        ClusterId cluster = new ClusterId(in.readUuid("cluster"));
        long version = in.readNumber("version");
        UUID id = in.readUuid("map id");
        UUID parentId = in.readUuid("parent id");
        long reignNumber = in.readNumber("reign");
        UUID reignOwner = in.readUuid("owner of the reign");
        int holder = in.readNumber("holder of the reign", 0, Integer.MAX_VALUE);
        int replicationFactor = in.readNumber("replication factor", 1, MAX_MEMBERS_OF_RANGE);
        long nextRangeId = in.readNumber("next range id");

        List<Member> table = new ArrayList<>();
        List<KnownNode> nodes = new ArrayList<>();
        for (int left = in.readCount("number of nodes", 20); left > 0; left--) {
            Member member = readMember(in);
            nodes.add(new KnownNode(
                    member, in.readText("rack of " + member), in.readNumber("weight", 1, Integer.MAX_VALUE)));
            table.add(member);
        }
        for (int left = in.readCount("number of other members", 18); left > 0; left--) {
            table.add(readMember(in));
        }
        List<Member> members = List.copyOf(table);
        List<RangeAssignment> ranges = readRanges(in, members);
        Reign reign = new Reign(reignNumber, reignOwner, at(holder, members));
        return new ClusterMap(cluster, version, id, parentId, reign, replicationFactor, nodes, ranges, nextRangeId);
    }

    private static List<RangeAssignment> readRanges(RecordReader in, List<Member> table) {
        int count = in.readCount("number of ranges", 13);
        List<RangeAssignment> ranges = new ArrayList<>(count);
        long start = 0;
        for (int i = 0; i < count; i++) {
            RangeAssignment range = readRange(in, start, table);
            start = range.tokens().endInclusive();
            ranges.add(range);
        }
        if (count > 0) {
            RangeAssignment first = ranges.get(0);
            TokenRange wrapping = new TokenRange(start, first.tokens().endInclusive());
            ranges.set(
                    0,
                    new RangeAssignment(
                            first.id(), wrapping, first.members(), first.previous(), first.leader(), first.epoch()));
        }
        return ranges;
    }

    private static void writeRange(RangeAssignment range, Map<Member, Integer> places, RecordWriter out) {
        int members = range.members().size();
        int previous = range.previous().size();
        if (Math.max(members, previous) > MAX_MEMBERS_OF_RANGE) {
            throw new IllegalArgumentException("range " + range.id() + " has more than " + MAX_MEMBERS_OF_RANGE
                    + " members: lower the replication factor");
        }
        out.writeLong(range.tokens().endInclusive());
        out.writeNumber(range.id().number());
        out.writeNumber(range.epoch());
        out.writeByte(previous << 4 | members);
        out.writeByte(range.leader() == null ? 0 : 1 + range.members().indexOf(range.leader()));
        range.members().forEach(member -> out.writeNumber(placeOf(member, places)));
        range.previous().forEach(member -> out.writeNumber(placeOf(member, places)));
    }

    private static RangeAssignment readRange(RecordReader in, long startExclusive, List<Member> table) {
        long endInclusive = in.readLong("end of a range");
        RangeId id = new RangeId(in.readNumber("range id"));
        long epoch = in.readNumber("epoch of range " + id);
        int shape = in.readByte("shape of range " + id);
        int leader = in.readNumber("leader of range " + id, 0, shape & 0xF);
        List<Member> members = readMembers(in, shape & 0xF, table);
        List<Member> previous = readMembers(in, shape >>> 4, table);
        return new RangeAssignment(
                id, new TokenRange(startExclusive, endInclusive), members, previous, leaderAt(leader, members), epoch);
    }

    private static @Nullable Member leaderAt(int place, List<Member> members) {
        return place == 0 ? null : members.get(place - 1);
    }

    private static List<Member> readMembers(RecordReader in, int count, List<Member> table) {
        List<Member> members = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            members.add(at(in.readNumber("member of a range", 0, Integer.MAX_VALUE), table));
        }
        return members;
    }

    private static void writeMember(Member member, RecordWriter out) {
        out.writeText(member.node().name());
        out.writeUuid(member.disk().uuid());
    }

    private static Member readMember(RecordReader in) {
        return new Member(new NodeId(in.readText("node id")), new DiskId(in.readUuid("disk id")));
    }

    private static Member at(int place, List<Member> table) {
        if (place >= table.size()) {
            throw new MalformedRecordException("member " + place + " is named, but the table has " + table.size());
        }
        return table.get(place);
    }

    private static void name(Member member, Map<Member, Integer> places, List<Member> others) {
        if (!places.containsKey(member)) {
            places.put(member, places.size());
            others.add(member);
        }
    }

    private static int placeOf(Member member, Map<Member, Integer> places) {
        Integer place = places.get(member);
        if (place == null) {
            throw new IllegalStateException("member " + member + " is in no table");
        }
        return place;
    }
}
