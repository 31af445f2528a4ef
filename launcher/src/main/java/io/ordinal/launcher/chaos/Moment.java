package io.ordinal.launcher.chaos;

import io.ordinal.protocol.MovesReply.MoveStatus;
import io.ordinal.protocol.MovesReply.Phase;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeAssignment;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is under way with some range while a node comes or goes. */
public enum Moment {
    SPLIT_SEALING("sealed to be split"),
    SPLIT_OPENING("made by a split"),
    COPYING("copying"),
    CATCHING_UP("catching up"),
    VERIFYING("verifying"),
    OPENING("moved, and opening"),
    MERGE_SEALING("sealed to be merged"),
    MERGE_OPENING("made by a merge");

    private final String words;

    Moment(String words) {
        this.words = words;
    }

    public String words() {
        return words;
    }

    /**
     * Who takes part in one of them.
     *
     * @param leader of the range: it gives the copy, and seals
     * @param other the target of the move, or else another member of the range
     */
    record Scene(NodeId leader, NodeId other) {}

    /** All that are to be seen now, each at one range. */
    static Map<Moment, Scene> seen(ClusterMap map, List<MoveStatus> moves) {
        Map<Moment, Scene> seen = new EnumMap<>(Moment.class);
        for (RangeAssignment range : map.ranges()) {
            of(range).ifPresent(moment -> sceneOf(range).ifPresent(scene -> seen.putIfAbsent(moment, scene)));
        }
        for (MoveStatus move : moves) {
            of(move.phase()).ifPresent(moment -> seen.putIfAbsent(moment, new Scene(move.source(), move.target())));
        }
        return seen;
    }

    private static Optional<Moment> of(RangeAssignment range) {
        if (range.splitIfAny().isPresent()) {
            return Optional.of(SPLIT_SEALING);
        } else if (range.mergeIfAny().isPresent()) {
            return Optional.of(MERGE_SEALING);
        } else if (!range.parents().isEmpty()) {
            return Optional.of(range.parents().size() == 1 ? SPLIT_OPENING : MERGE_OPENING);
        }
        return range.previous().isEmpty() ? Optional.empty() : Optional.of(OPENING);
    }

    private static Optional<Moment> of(Phase phase) {
        return switch (phase) {
            case COPYING -> Optional.of(COPYING);
            case CATCHING_UP -> Optional.of(CATCHING_UP);
            case VERIFYING, VERIFIED -> Optional.of(VERIFYING);
            case WAITING, OPENING -> Optional.empty();
        };
    }

    private static Optional<Scene> sceneOf(RangeAssignment range) {
        Member leader = range.leader();
        return range.members().stream()
                .filter(member -> leader != null && !member.equals(leader))
                .filter(member ->
                        range.previous().isEmpty() || !range.previous().contains(member))
                .findFirst()
                .map(other -> new Scene(leader.node(), other.node()));
    }
}
