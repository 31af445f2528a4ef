package io.ordinal.rebalancer;

import io.ordinal.protocol.ClusterCommand;
import io.ordinal.protocol.CommandRefusal;
import io.ordinal.protocol.CommandReply;
import io.ordinal.protocol.CommandReply.Outcome;
import io.ordinal.ring.KnownNode;
import io.ordinal.ring.MoveSettings;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.Registration;
import io.ordinal.ring.Standing;
import io.ordinal.ring.VirtualNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What operators ask for: each command changes a draft, or is refused with what to do instead. */
final class Commands {
    private final Draft draft;
    private final List<Registration> present;
    private final MoveHolds holds;
    private final long nowNanos;

    Commands(Draft draft, List<Registration> present, MoveHolds holds, long nowNanos) {
        this.draft = draft;
        this.present = present;
        this.holds = holds;
        this.nowNanos = nowNanos;
    }

    /** A reply of {@link Outcome#DONE} is true once the draft is written. */
    CommandReply carryOut(ClusterCommand command) {
        if (draft.ring().isEmpty()) {
            return refused(CommandRefusal.NO_RING, "this cluster's map has no ring: its ranges stay where they are");
        } else if (command instanceof ClusterCommand.Add add) {
            return add(add.node());
        } else if (command instanceof ClusterCommand.Drain drain) {
            return drain(drain.node());
        } else if (command instanceof ClusterCommand.Replace replace) {
            return replace(replace.node(), replace.by());
        } else if (command instanceof ClusterCommand.CancelMove cancel) {
            return cancel(cancel.move());
        } else if (command instanceof ClusterCommand.Setting setting) {
            return set(List.of(setting));
        } else if (command instanceof ClusterCommand.SetAll all) {
            return set(all.settings());
        }
        throw new IllegalArgumentException("no way to carry out " + command);
    }

    private CommandReply add(NodeId id) {
        Optional<Registration> registration = registrationOf(id);
        Optional<KnownNode> known = nodeOf(id);
        if (known.isEmpty()) {
            return unknown(id);
        }
        if (known.get().standing() == Standing.IN) {
            return done(id + " is on the ring");
        }
        if (registration
                .filter(one -> one.member().equals(known.get().member()))
                .isEmpty()) {
            return refused(CommandRefusal.NOT_PRESENT, id + " does not run: start it, then add it");
        }
        Roster.enterRing(draft, known.get());
        draft.changed(id + " is added");
        return done(id + " is added: it is given its share of the ranges");
    }

    private CommandReply drain(NodeId id) {
        Optional<KnownNode> known = nodeOf(id);
        if (known.isEmpty()) {
            return unknown(id);
        }
        return switch (known.get().standing()) {
            case LEAVING -> done(id + " is leaving");
            case LEFT, LOST -> done(id + " has left");
            case WAITING -> {
                draft.know(known.get().standing(Standing.LEFT));
                draft.changed(id + " is not wanted");
                yield done(id + " holds nothing: it may be stopped");
            }
            case IN -> {
                if (!Roster.mayLose(draft)) {
                    yield tooFew(id);
                }
                Roster.leaveRing(draft, known.get(), Standing.LEAVING);
                draft.changed(id + " is drained");
                yield done(id + " is drained: what it holds moves to others");
            }
        };
    }

    private CommandReply replace(NodeId id, NodeId by) {
        Optional<KnownNode> old = draft.node(id);
        Optional<KnownNode> young = nodeOf(by);
        if (old.isEmpty() || young.isEmpty()) {
            return unknown(old.isEmpty() ? id : by);
        }
        if (id.equals(by)) {
            return refused(CommandRefusal.INVALID, "a node cannot replace itself");
        }
        if (old.get().standing() != Standing.IN) {
            return refused(
                    CommandRefusal.WRONG_STATE,
                    id + " is not on the ring, and has nothing to hand over: to give " + by
                            + " a share of the ranges, `add " + by + "`");
        }
        if (registrationOf(by)
                .filter(one -> one.member().equals(young.get().member()))
                .isEmpty()) {
            return refused(CommandRefusal.NOT_PRESENT, by + " does not run: start it, then replace " + id + " by it");
        }
        boolean takesOneMore = young.get().standing() == Standing.IN;
        if (takesOneMore && !Roster.mayLose(draft)) {
            return tooFew(id);
        }
        List<VirtualNode> virtualNodes = new ArrayList<>();
        for (VirtualNode each : draft.plan().virtualNodes()) {
            if (each.node().equals(id)) {
                virtualNodes.add(new VirtualNode(each.token(), by));
            } else if (!each.node().equals(by)) {
                virtualNodes.add(each);
            }
        }
        draft.plan(draft.plan().withVirtualNodes(virtualNodes));
        draft.know(old.get().standing(Standing.LEAVING));
        draft.know(young.get().standing(Standing.IN));
        draft.changed(by + " replaces " + id);
        return done(by + " replaces " + id + ": what " + id + " holds moves there");
    }

    private CommandReply cancel(long move) {
        for (RangeAssignment range : draft.ranges()) {
            if (range.moveIfAny().filter(one -> one.id() == move).isPresent()) {
                holds.cancel(move, range.id(), nowNanos);
                return done("move " + move + " is given up: range " + range.id()
                        + " stays as it is for ten minutes, then the ring is followed again");
            }
        }
        return refused(
                CommandRefusal.UNKNOWN_MOVE,
                "no move " + move + " is under way, or it is committed: `moves` lists those that are");
    }

    /** All of them or none: they are one change of the draft. */
    private CommandReply set(List<ClusterCommand.Setting> changes) {
        if (changes.isEmpty()) {
            return refused(CommandRefusal.INVALID, "no setting is named: say which, and what it is to be");
        }
        MoveSettings now = draft.plan().settings();
        MoveSettings next;
        try {
            next = SettingChanges.apply(changes, now);
        } catch (IllegalArgumentException e) {
            return refused(CommandRefusal.INVALID, String.valueOf(e.getMessage()));
        }
        String what = SettingChanges.tell(changes);
        if (!next.equals(now)) {
            draft.plan(draft.plan().withSettings(next));
            draft.changed(what);
        }
        return done(what);
    }

    /** A node of that id; people need not wait for one that has just come to be known to the map. */
    private Optional<KnownNode> nodeOf(NodeId id) {
        return registrationOf(id)
                .filter(registration -> Roster.isComing(draft, registration))
                .map(registration -> Bookkeeping.knownNode(registration).standing(Standing.WAITING))
                .or(() -> draft.node(id));
    }

    private Optional<Registration> registrationOf(NodeId id) {
        return present.stream().filter(one -> one.member().node().equals(id)).findFirst();
    }

    private CommandReply unknown(NodeId id) {
        String known =
                draft.nodes().stream().map(node -> node.member().node().name()).collect(Collectors.joining(", "));
        return refused(
                CommandRefusal.UNKNOWN_NODE,
                "there is no node " + id + " (there are " + known + "): start it with `ordinal node --id " + id + "`");
    }

    private CommandReply tooFew(NodeId id) {
        int factor = draft.parent().replicationFactor();
        return refused(
                CommandRefusal.TOO_FEW_NODES,
                "without " + id + " the ring would have fewer nodes than the replication factor, " + factor
                        + ": start another node first");
    }

    private static CommandReply done(String message) {
        return new CommandReply(Outcome.DONE, message);
    }

    private static CommandReply refused(CommandRefusal why, String message) {
        return CommandReply.refused(why, message);
    }
}
