package io.ordinal.node;

import io.ordinal.protocol.LogRecord;
import io.ordinal.protocol.MoveDigest;
import io.ordinal.protocol.Position;
import io.ordinal.ring.NodeId;

/**
 * What this node says of its table where a {@link LogRecord.Verify} stands, as the leader or as the target of a move.
 */
final class Verifying {
    private final DurableRange durable;
    private final NodeId self;
    private final Roles roles;
    private final Turn turn;

    Verifying(DurableRange durable, NodeId self, Roles roles, Turn turn) {
        this.durable = durable;
        this.self = self;
        this.roles = roles;
        this.turn = turn;
    }

    /**
     * Has the table digested if the move is still under way, and this node has a part in it; returns whether it has.
     */
    boolean reached(LogRecord.Verify verify, Position at) {
        boolean isOfTheMove = roles.assignment()
                .moveIfAny()
                .filter(move -> move.id() == verify.move())
                .isPresent();
        if (!isOfTheMove || !(roles.role() instanceof Leading || roles.isTarget(self))) {
            return false;
        }
        turn.digest(durable.range(), durable.tokens(), digest -> digested(verify.move(), at, digest));
        return true;
    }

    private void digested(long move, Position at, long digest) {
        Role role = roles.role();
        NodeId leader = role.leader();
        if (role instanceof Leading leading) {
            leading.moving().ifPresent(moving -> moving.digestedHere(at, digest));
        } else if (leader != null && roles.isTarget(self)) {
            turn.send(leader, new MoveDigest(durable.range(), role.epoch(), move, at, digest));
        }
    }

    /** The target of the move says what its table holds. */
    void digestedThere(NodeId target, MoveDigest digest) {
        roles.leadingIn(digest.epoch())
                .flatMap(Leading::moving)
                .ifPresent(moving -> moving.digestedThere(target, digest));
    }
}
