package io.ordinal.simulator;

import io.ordinal.node.TableBatch.RangeProgress;
import io.ordinal.protocol.LogRecord;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.StoredEntry;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.Key;
import io.ordinal.ring.Member;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.RangeId;
import io.ordinal.simulator.check.Action;
import io.ordinal.simulator.check.Call;
import io.ordinal.simulator.check.CommittedLogs;
import io.ordinal.simulator.check.Ending;
import io.ordinal.simulator.cluster.Cluster;
import io.ordinal.simulator.cluster.SimNode;
import io.ordinal.simulator.world.Violation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What must hold when the world has been well for a while and nobody writes: all replicas level, and all the same. */
final class Quiescence {
    private final Cluster cluster;

    Quiescence(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Whether every member of every range has applied the same position. */
    boolean isLevel() {
        ClusterMap map = cluster.zookeeper().currentMap().orElse(null);
        return map != null && map.ranges().stream().allMatch(this::isLevel);
    }

    /**
     * What is not at rest: ranges whose members are not level, tombstones, and what leaders list as such. Of a follower
     * the list counts for nothing: its leader may have come by a copy to a live entry that the follower had deleted once.
     */
    List<String> unrest() {
        List<String> unrest = new ArrayList<>();
        cluster.zookeeper().currentMap().ifPresent(map -> {
            for (RangeAssignment range : map.ranges()) {
                if (!isLevel(range)) {
                    unrest.add(range.id() + ": " + where(range));
                }
                if (!range.isSettled()) {
                    unrest.add("a move, split or merge of " + range.id() + " is neither done nor undone: " + range);
                }
                remains(range).forEach(unrest::add);
                boolean areAllThere = living(range).equals(range.members()); // tombstones wait for who is lost, too
                for (Member member : areAllThere ? range.members() : List.<Member>of()) {
                    List<Key> keys = member.equals(range.leader())
                            ? cluster.node(member).table().listedTombstones(range.tokens())
                            : List.of();
                    List<StoredEntry> tombstones = entries(range, member).stream()
                            .filter(StoredEntry::isTombstone)
                            .toList();
                    if (!keys.isEmpty() || !tombstones.isEmpty()) {
                        unrest.add(range.id() + " at " + member + " has tombstones " + tombstones + ", listed " + keys);
                    }
                }
            }
        });
        remainsOfNobody().forEach(unrest::add);
        return unrest;
    }

    /** What nodes still hold of ranges that are no more. */
    private List<String> remainsOfNobody() {
        Set<RangeId> there = new HashSet<>();
        cluster.zookeeper().currentMap().ifPresent(map -> map.ranges().forEach(range -> there.add(range.id())));
        List<String> remains = new ArrayList<>();
        for (SimNode node : cluster.nodes()) {
            for (RangeId range : node.isUp() ? node.table().progress().keySet() : Set.<RangeId>of()) {
                if (!there.contains(range)) {
                    remains.add(node.member() + " still holds something of " + range + ", which is no more");
                }
            }
        }
        return remains;
    }

    /** What nodes still hold of a range that is not theirs. */
    private List<String> remains(RangeAssignment range) {
        List<String> remains = new ArrayList<>();
        for (SimNode node : cluster.nodes()) {
            boolean holds = node.table().progress().containsKey(range.id())
                    || !node.table().entries(range.tokens()).isEmpty();
            if (node.isUp() && !range.concerns(node.member()) && holds) {
                remains.add(node.member() + " still holds something of " + range);
            }
        }
        return remains;
    }

    /** @throws Violation if replicas differ, or an acknowledged write is nowhere */
    void check(List<Call> history) {
        ClusterMap map = cluster.zookeeper().currentMap().orElseThrow(() -> new Violation("there never was a map"));
        for (RangeAssignment range : map.ranges()) {
            Violation.unless(
                    isLevel(range), () -> "the members of " + range.id() + " do not become level: " + where(range));
            Member one = living(range).get(0);
            List<StoredEntry> first = entries(range, one);
            for (Member member : living(range)) {
                List<StoredEntry> other = entries(range, member);
                Violation.unless(
                        first.equals(other),
                        () -> "replicas of " + range.id() + " differ:\n  " + one + " " + first + "\n  " + member + " "
                                + other);
            }
        }
        acknowledgedAreCommitted(map, history);
    }

    private void acknowledgedAreCommitted(ClusterMap map, List<Call> history) {
        CommittedLogs logs = cluster.invariants().logs();
        Map<RangeId, Set<Long>> committed = new HashMap<>();
        logs.all()
                .forEach((range, log) -> committed.put(
                        range,
                        log.stream()
                                .filter(record -> record.payload() instanceof LogRecord.Write)
                                .map(record -> record.position().sequence())
                                .collect(Collectors.toSet())));
        for (Call call : history) {
            if (call.ending() instanceof Ending.Applied applied && !(call.action() instanceof Action.Get)) {
                long token = call.action().key().token();
                Violation.unless(
                        logs.lineage(map.rangeOf(token).id(), token).stream()
                                .anyMatch(range ->
                                        committed.getOrDefault(range, Set.of()).contains(applied.sequence())),
                        () -> "an acknowledged write is in no committed log: " + call);
            }
        }
    }

    private boolean isLevel(RangeAssignment range) {
        return living(range).stream()
                        .map(member -> applied(range, member))
                        .distinct()
                        .count()
                == 1;
    }

    /** The members whose disks are still there. */
    private List<Member> living(RangeAssignment range) {
        return range.members().stream()
                .filter(member -> cluster.node(member).has(member))
                .toList();
    }

    private Position applied(RangeAssignment range, Member member) {
        RangeProgress progress = cluster.node(member).table().progress().get(range.id());
        return progress == null ? Position.START : progress.applied();
    }

    private String where(RangeAssignment range) {
        StringBuilder text = new StringBuilder();
        living(range)
                .forEach(member -> text.append(member)
                        .append(" at ")
                        .append(applied(range, member))
                        .append("; "));
        return text.append("the map: ").append(range).toString();
    }

    private List<StoredEntry> entries(RangeAssignment range, Member member) {
        return cluster.node(member).table().entries(range.tokens());
    }
}
