package io.ordinal.ring;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The cluster map as bytes: the record in ZooKeeper and the map inside messages.
 *
 * <p>Every member is written once, in a table, and named by its place in it. Of a range only the end is written, since
 * its start is the end before it. So a range of three members takes at most 32 B, even while it has three previous
 * members, moves, or is being split or merged, as long as range ids and epochs stay below 2^35, ids of moves below
 * 2^28, and the table below 16,384 members.
 *
 * <pre>
 *   map     format(1 B) cluster(16) version id(16) parent(16) reign replicationFactor nextRangeId
 *           count node*  count other*  count range*  plan
 *   reign   number owner(16) holder                      other   name disk(16)
 *   node    name disk(16) rack weight standing(1)        (members that are in use but in no list of nodes)
 *   range   end(8) id epoch shape(1) roles(1) member* previous* (move | split | merge | parents)?
 *   shape   number of members in the low four bits, of previous ones in the high four
 *   roles   the leader in the low four bits, who leaves by a move in the high four: 0 for none, else 1 + the place
 *           among the range's members; in the high four also 13 for a merge, 14 for a split, and 15 for parents
 *   move    id target                                    (there if somebody leaves)
 *   split   token(8)
 *   merge   id of the other range
 *   parents count, id epoch sequence of each             (in a new range, which is longer until it is open)
 *   plan    flags(1) graceSeconds bytesPerSecond movesPerNode nextMoveId  count virtual*
 *   flags   1: paused, 2: new nodes need approval        virtual   token(8) node
 * </pre>
 *
 * <p>Numbers without a size take seven bits a byte, texts are UTF-8 behind their length, the rest is big-endian.
 */
public final class ClusterMapCodec {
    /** ZooKeeper refuses requests of 1 MiB; a part of that is left for the request around the map. */
    public static final int MAX_LENGTH_BYTES = (1 << 20) - (4 << 10);

    private static final int FORMAT = 3;
    private static final int MAX_MEMBERS_OF_RANGE = 12;
    private static final int MERGE = 13;
    private static final int SPLIT = 14;
    private static final int PARENTS = 15;
    private static final int PAUSED = 1;
    private static final int APPROVAL = 2;

    private ClusterMapCodec() {}

    /**
     * @throws MapTooLargeException if the result would be longer than {@link #MAX_LENGTH_BYTES}
     * @throws IllegalArgumentException if a range has more than 12 members or previous ones
     */
    public static byte[] encode(ClusterMap map) {
        Map<Member, Integer> places = new LinkedHashMap<>();
        map.nodes().forEach(node -> places.put(node.member(), places.size()));
        List<Member> others = new ArrayList<>();
        name(map.reign().holder(), places, others);
        for (RangeAssignment range : map.ranges()) {
            range.members().forEach(member -> name(member, places, others));
            range.previous().forEach(member -> name(member, places, others));
            range.moveIfAny().ifPresent(move -> name(move.target(), places, others));
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
            out.writeByte(code(node.standing()));
        }
        out.writeNumber(others.size());
        others.forEach(member -> writeMember(member, out));
        out.writeNumber(map.ranges().size());
        for (RangeAssignment range : map.ranges()) {
            writeRange(range, places, out);
            checkLength(map, out);
        }
        writePlan(map, places, out);
        checkLength(map, out);
        return out.toByteArray();
    }

    private static void checkLength(ClusterMap map, RecordWriter out) {
        if (out.length() > MAX_LENGTH_BYTES) {
            throw new MapTooLargeException("a cluster map of " + map.ranges().size() + " ranges and "
                    + map.nodes().size() + " nodes does not fit into " + MAX_LENGTH_BYTES
                    + " B: it was not written; use fewer nodes or virtual nodes");
        }
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
                    + FORMAT + ": "
                    + (format > FORMAT ? "upgrade this process" : "it is of a version before the first release"));
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
                    member,
                    in.readText("rack of " + member),
                    in.readNumber("weight", 1, Integer.MAX_VALUE),
                    standing(in.readByte("standing of " + member))));
            table.add(member);
        }
        for (int left = in.readCount("number of other members", 18); left > 0; left--) {
            table.add(readMember(in));
        }
        List<Member> members = List.copyOf(table);
        List<RangeAssignment> ranges = readRanges(in, members);
        Reign reign = new Reign(reignNumber, reignOwner, at(holder, members));
        RingPlan plan = readPlan(in, members);
        return new ClusterMap(
                cluster, version, id, parentId, reign, replicationFactor, nodes, ranges, nextRangeId, plan);
    }

    private static int code(Standing standing) {
        return switch (standing) {
            case WAITING -> 0;
            case IN -> 1;
            case LEAVING -> 2;
            case LEFT -> 3;
            case LOST -> 4;
        };
    }

    private static Standing standing(int code) {
        return switch (code) {
            case 0 -> Standing.WAITING;
            case 1 -> Standing.IN;
            case 2 -> Standing.LEAVING;
            case 3 -> Standing.LEFT;
            case 4 -> Standing.LOST;
            default -> throw new MalformedRecordException("a node has standing " + code + ", which is not known");
        };
    }

    private static void writePlan(ClusterMap map, Map<Member, Integer> places, RecordWriter out) {
        Map<NodeId, Integer> nodes = new LinkedHashMap<>();
        map.nodes().forEach(node -> nodes.put(node.member().node(), placeOf(node.member(), places)));
        RingPlan plan = map.plan();
        MoveSettings settings = plan.settings();
        out.writeByte((settings.paused() ? PAUSED : 0) | (settings.approval() ? APPROVAL : 0));
        out.writeNumber(settings.graceSeconds());
        out.writeNumber(settings.bytesPerSecond());
        out.writeNumber(settings.movesPerNode());
        out.writeNumber(plan.nextMoveId());
        out.writeNumber(plan.virtualNodes().size());
        for (VirtualNode virtualNode : plan.virtualNodes()) {
            out.writeLong(virtualNode.token());
            Integer place = nodes.get(virtualNode.node());
            if (place == null) {
                throw new IllegalArgumentException("virtual node " + virtualNode + " is of no known node");
            }
            out.writeNumber(place);
        }
    }

    private static RingPlan readPlan(RecordReader in, List<Member> table) {
        int flags = in.readByte("flags of the plan");
        MoveSettings settings = new MoveSettings(
                (flags & PAUSED) != 0,
                (flags & APPROVAL) != 0,
                in.readNumber("grace time", 1, Integer.MAX_VALUE),
                in.readNumber("bytes per second"),
                in.readNumber("moves per node", 1, MoveSettings.MOST_MOVES_PER_NODE));
        long nextMoveId = in.readNumber("next id of a move");
        List<VirtualNode> virtualNodes = new ArrayList<>();
        for (int left = in.readCount("number of virtual nodes", 9); left > 0; left--) {
            long token = in.readLong("token");
            NodeId node = at(in.readNumber("owner of a token", 0, Integer.MAX_VALUE), table)
                    .node();
            virtualNodes.add(new VirtualNode(token, node));
        }
        return new RingPlan(virtualNodes, settings, nextMoveId);
    }

    private static List<RangeAssignment> readRanges(RecordReader in, List<Member> table) {
        int count = in.readCount("number of ranges", 13);
        List<RangeAssignment> ranges = new ArrayList<>(count);
        @Nullable Long start = null; // of the first range the start is known last: until then it is the whole ring
        for (int i = 0; i < count; i++) {
            RangeAssignment range = readRange(in, start, table);
            start = range.tokens().endInclusive();
            ranges.add(range);
        }
        if (count > 0) {
            RangeAssignment first = ranges.get(0);
            TokenRange wrapping =
                    new TokenRange(Objects.requireNonNull(start), first.tokens().endInclusive());
            ranges.set(
                    0,
                    new RangeAssignment(
                            first.id(),
                            wrapping,
                            first.members(),
                            first.previous(),
                            first.leader(),
                            first.epoch(),
                            first.move(),
                            first.reshape(),
                            first.parents()));
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
        int leader = range.leaderIfAny().map(range.members()::indexOf).orElse(-1) + 1;
        out.writeByte(underWay(range) << 4 | leader);
        range.members().forEach(member -> out.writeNumber(placeOf(member, places)));
        range.previous().forEach(member -> out.writeNumber(placeOf(member, places)));
        range.moveIfAny().ifPresent(move -> {
            out.writeNumber(move.id());
            out.writeNumber(placeOf(move.target(), places));
        });
        range.splitIfAny().ifPresent(split -> out.writeLong(split.token()));
        range.mergeIfAny().ifPresent(merge -> out.writeNumber(merge.with().number()));
        if (!range.parents().isEmpty()) {
            out.writeNumber(range.parents().size());
            for (Parent parent : range.parents()) {
                out.writeNumber(parent.id().number());
                out.writeNumber(parent.epoch());
                out.writeNumber(parent.sequence());
            }
        }
    }

    private static int underWay(RangeAssignment range) {
        if (range.reshape() instanceof Split) {
            return SPLIT;
        } else if (range.reshape() instanceof Merge) {
            return MERGE;
        } else if (!range.parents().isEmpty()) {
            return PARENTS;
        }
        return range.moveIfAny()
                        .map(move -> range.members().indexOf(move.leaving()))
                        .orElse(-1)
                + 1;
    }

    private static RangeAssignment readRange(RecordReader in, @Nullable Long start, List<Member> table) {
        long endInclusive = in.readLong("end of a range");
        RangeId id = new RangeId(in.readNumber("range id"));
        long epoch = in.readNumber("epoch of range " + id);
        int shape = in.readByte("shape of range " + id);
        int roles = in.readByte("roles in range " + id);
        List<Member> members = readMembers(in, shape & 0xF, table);
        List<Member> previous = readMembers(in, shape >>> 4, table);
        Member leader = memberAt(roles & 0xF, members);
        TokenRange tokens = new TokenRange(start == null ? endInclusive : start, endInclusive);
        int underWay = roles >>> 4;
        if (underWay == SPLIT) {
            Split split = new Split(in.readLong("token of a split"));
            return new RangeAssignment(id, tokens, members, previous, leader, epoch, null, split, List.of());
        } else if (underWay == MERGE) {
            Merge merge = new Merge(new RangeId(in.readNumber("id of a neighbour")));
            return new RangeAssignment(id, tokens, members, previous, leader, epoch, null, merge, List.of());
        } else if (underWay == PARENTS) {
            return new RangeAssignment(id, tokens, members, previous, leader, epoch, null, null, readParents(in));
        }
        Member leaving = memberAt(underWay, members);
        Move move = leaving == null
                ? null
                : new Move(
                        in.readNumber("id of a move"),
                        at(in.readNumber("target of a move", 0, Integer.MAX_VALUE), table),
                        leaving);
        return new RangeAssignment(id, tokens, members, previous, leader, epoch, move, null, List.of());
    }

    private static List<Parent> readParents(RecordReader in) {
        List<Parent> parents = new ArrayList<>();
        for (int left = in.readCount("number of parents", 3); left > 0; left--) {
            parents.add(new Parent(
                    new RangeId(in.readNumber("id of a parent")),
                    in.readNumber("epoch of a parent"),
                    in.readNumber("end of a parent")));
        }
        return parents;
    }

    private static @Nullable Member memberAt(int place, List<Member> members) {
        if (place > members.size()) {
            throw new MalformedRecordException(
                    "member " + place + " of a range is named, but it has " + members.size());
        }
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
