package io.ordinal.rebalancer;

import io.ordinal.protocol.MoveProgress;
import io.ordinal.protocol.NodeReport;
import io.ordinal.protocol.NodeReport.Led;
import io.ordinal.protocol.Position;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.Registration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the rebalancer hears of the nodes: who is registered, and what each of them last reported. */
final class NodeView {
    private record Heard(NodeReport report, Map<RangeId, Led> led, long atNanos) {}

    private final RebalancerTimes times;
    private final TreeMap<NodeId, Registration> present = new TreeMap<>();
    private final TreeMap<NodeId, Heard> reports = new TreeMap<>();
    private long settledNanos;

    NodeView(RebalancerTimes times) {
        this.times = times;
    }

    /** Forgets all reports: what was said to others, or before a gap, is no base for a verdict. */
    void beginAfresh(long nowNanos) {
        reports.clear();
        settledNanos = nowNanos + times.settleNanos();
    }

    void membersSeen(List<Registration> registrations) {
        present.clear();
        for (Registration registration : registrations) {
            present.put(registration.member().node(), registration);
        }
        reports.values().removeIf(heard -> !isPresent(heard.report().reporter()));
    }

    /**
     * Takes a report of a registered member; one with another disk is nobody's, an older one is late.
     *
     * @return whether it says something that may change the plan at once
     */
    boolean reported(NodeReport report, long nowNanos) {
        if (!isPresent(report.reporter())) {
            return false;
        }
        Heard last = reports.get(report.reporter().node());
        if (last != null && last.report().report() > report.report() && isFresh(last, nowNanos)) {
            return false;
        }
        Map<RangeId, Led> led = new LinkedHashMap<>();
        report.led().forEach(one -> led.put(one.range(), one));
        reports.put(report.reporter().node(), new Heard(report, led, nowNanos));
        return last == null || !last.report().saysTheSameAs(report);
    }

    List<Registration> present() {
        return List.copyOf(present.values());
    }

    private boolean isPresent(Member member) {
        Registration registration = present.get(member.node());
        return registration != null && registration.member().equals(member);
    }

    private boolean isFresh(Heard heard, long nowNanos) {
        return nowNanos - heard.atNanos() <= times.reportNanos();
    }

    /**
     * Judges who is up, at one moment.
     *
     * <p>A member is down if it is not registered, or if the rebalancer hears from more than half of the registered nodes
     * (else it may itself be the one that is cut off) and
     *
     * <ul>
     *   <li>at least two of them, and more than half of those that are not the member itself, suspect it; or
     *   <li>at least one suspects it and its own reports have stopped.
     * </ul>
     *
     * So one peer's word against a node that goes on reporting moves nothing: that is a broken link, not a dead node.
     */
    Verdict judge(long nowNanos) {
        TreeMap<NodeId, Heard> fresh = new TreeMap<>(reports);
        fresh.values().removeIf(heard -> !isFresh(heard, nowNanos));
        TreeMap<NodeId, Integer> suspectedBy = new TreeMap<>();
        for (Heard heard : fresh.values()) {
            new TreeSet<>(heard.report().suspects()).forEach(peer -> suspectedBy.merge(peer, 1, Integer::sum));
        }
        boolean hearsMajority = 2 * fresh.size() > present.size();
        boolean settled = nowNanos - settledNanos >= 0;
        Set<NodeId> down = new TreeSet<>();
        suspectedBy.forEach((node, by) -> {
            boolean reports = fresh.containsKey(node);
            int others = fresh.size() - (reports ? 1 : 0);
            if (hearsMajority && ((by >= 2 && 2 * by > others) || (settled && !reports))) {
                down.add(node);
            }
        });
        return new Verdict(fresh, suspectedBy.keySet(), down);
    }

    /** Who is up, and what the live nodes say, at one moment. */
    final class Verdict {
        private final Map<NodeId, Heard> fresh;
        private final Set<NodeId> suspected;
        private final Set<NodeId> down;

        private Verdict(Map<NodeId, Heard> fresh, Set<NodeId> suspected, Set<NodeId> down) {
            this.fresh = fresh;
            this.suspected = suspected;
            this.down = down;
        }

        boolean isUp(Member member) {
            return isPresent(member) && !down.contains(member.node());
        }

        /** Whether at least one live node suspects the member. */
        boolean isSuspected(Member member) {
            return suspected.contains(member.node());
        }

        /** Whether the member is up, reports, and is suspected by nobody. */
        boolean isWell(Member member) {
            return isUp(member) && fresh.containsKey(member.node()) && !isSuspected(member);
        }

        /** Whether {@code leader} reports that it serves {@code range} in {@code epoch} or a later one. */
        boolean hasOpened(Member leader, RangeId range, long epoch) {
            Led led = led(leader, range);
            return led != null && led.opened() && led.epoch() >= epoch;
        }

        /** Whether the range's leader serves it in its epoch. */
        boolean isServed(RangeAssignment range) {
            Member leader = range.leader();
            return leader != null && hasOpened(leader, range.id(), range.epoch());
        }

        /** Whether the range is about to be served: enough of its members are there for it. */
        boolean isSettling(RangeAssignment range) {
            if (isServed(range)) {
                return false;
            }
            long up = range.members().stream()
                    .filter(member -> isUp(member) && !isSuspectIn(member, range.id()))
                    .count();
            return 2 * up > range.members().size();
        }

        /** How far the range's move is by the word of its leader; empty if it has not told of this very move yet. */
        Optional<MoveProgress> progress(RangeAssignment range) {
            Heard heard = range.leaderIfAny()
                    .map(leader -> fresh.get(leader.node()))
                    .filter(one -> one.report().reporter().equals(range.leader()))
                    .orElse(null);
            if (heard == null || range.move() == null) {
                return Optional.empty();
            }
            return heard.report().moves().stream()
                    .filter(one -> one.range().equals(range.id())
                            && one.epoch() == range.epoch()
                            && one.move() == range.move().id())
                    .findFirst();
        }

        /** Where the range's log ends, if its leader reports that it is sealed and all members have it. */
        Optional<Position> sealedAt(RangeAssignment range) {
            Heard heard = range.leaderIfAny()
                    .map(leader -> fresh.get(leader.node()))
                    .filter(one -> one.report().reporter().equals(range.leader()))
                    .orElse(null);
            if (heard == null) {
                return Optional.empty();
            }
            return heard.report().sealed().stream()
                    .filter(one -> one.range().equals(range.id()) && one.at().epoch() == range.epoch())
                    .map(NodeReport.Sealed::at)
                    .findFirst();
        }

        /** Whether {@code leader} reports that {@code member} holds the range's log up to its commit. */
        boolean isLevel(Member leader, RangeId range, long epoch, Member member) {
            Led led = led(leader, range);
            return led != null && led.epoch() == epoch && led.level().contains(member.node());
        }

        /**
         * Whether {@code member} says, of a map at least as new as {@code mapVersion}, that it cannot lead in the range's
         * epoch, or cannot be brought level in it.
         */
        boolean wantsEpoch(Member member, RangeId range, long mapVersion) {
            Heard heard = fresh.get(member.node());
            return heard != null
                    && heard.report().mapVersion() >= mapVersion
                    && heard.report().wanting().contains(range);
        }

        /**
         * Whether the member itself says that it may have lost something that it acknowledged of the range, and was not
         * brought level since: it cannot lead it.
         */
        boolean isSuspectIn(Member member, RangeId range) {
            Heard heard = fresh.get(member.node());
            return heard != null && heard.report().suspectIn().contains(range);
        }

        /** Whether the member asks others to lead what it leads. */
        boolean handsOver(Member member) {
            Heard heard = fresh.get(member.node());
            return heard != null && heard.report().handsOver();
        }

        private @Nullable Led led(Member leader, RangeId range) {
            Heard heard = fresh.get(leader.node());
            return heard == null || !heard.report().reporter().equals(leader)
                    ? null
                    : heard.led().get(range);
        }
    }
}
