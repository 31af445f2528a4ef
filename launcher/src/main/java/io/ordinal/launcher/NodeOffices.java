package io.ordinal.launcher;

import io.ordinal.node.chronicle.Durability;
import io.ordinal.node.netty.NodeShell;
import io.ordinal.protocol.CommandReply;
import io.ordinal.protocol.CommandRequest;
import io.ordinal.protocol.GrantRequest;
import io.ordinal.protocol.Marks;
import io.ordinal.protocol.Message;
import io.ordinal.protocol.MovesReply;
import io.ordinal.protocol.MovesRequest;
import io.ordinal.protocol.NodeReport;
import io.ordinal.protocol.ReportAck;
import io.ordinal.protocol.SequencerMessage;
import io.ordinal.protocol.netty.NodeServer;
import io.ordinal.protocol.netty.PeerConnections;
import io.ordinal.protocol.netty.Responder;
import io.ordinal.rebalancer.RebalancerCore;
import io.ordinal.rebalancer.RebalancerTimes;
import io.ordinal.rebalancer.thread.RebalancerShell;
import io.ordinal.ring.Address;
import io.ordinal.ring.ClusterId;
import io.ordinal.ring.ClusterMapStore;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.Registration;
import io.ordinal.ring.zookeeper.SessionState;
import io.ordinal.ring.zookeeper.ZooKeeperSession;
import io.ordinal.sequencer.SequencerCore;
import io.ordinal.sequencer.SequencerRecordStore;
import io.ordinal.sequencer.SequencerTimes;
import io.ordinal.sequencer.thread.SequencerShell;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The candidates of one process for both offices, and the post between them and the node: what one of them sends to its
 * own process never touches the network. Safe for use by any thread. Before {@link #open} and after {@link #close} nobody
 * is at home, and messages to the offices are dropped, as the protocol allows.
 */
final class NodeOffices implements NodeShell.Offices, AutoCloseable {
    /** How many numbers a reservation in ZooKeeper holds; a crash of the sequencer leaves a gap of at most that many. */
    private static final long RESERVED_NUMBERS = 1_000_000;

    private final NodeId self;
    private final ZooKeeperSession session;
    private final Durability durability;
    private final Runnable onSuspicionNoted;
    private final Consumer<String> onFailure;
    private volatile @Nullable SequencerShell sequencer;
    private volatile @Nullable RebalancerShell rebalancer;

    /**
     * @param onSuspicionNoted runs when the journal says what of it is suspect; may wait
     * @param onFailure hears why the node cannot go on; must not wait
     */
    NodeOffices(
            NodeId self,
            ZooKeeperSession session,
            Durability durability,
            Runnable onSuspicionNoted,
            Consumer<String> onFailure) {
        this.onSuspicionNoted = onSuspicionNoted;
        this.self = self;
        this.session = session;
        this.durability = durability;
        this.onFailure = onFailure;
    }

    /** Takes what other nodes send to the offices. Before the server starts. */
    void register(NodeServer server, KnownMembers known) {
        server.on(GrantRequest.class, (request, from) -> {
            Member member = from.peer().member();
            if (member != null) {
                toSequencer(member.node(), known.isKnown(member) ? request : WordOfAStranger.of(request));
            }
        });
        server.on(CommandRequest.class, this::command).on(MovesRequest.class, this::moves);
        server.on(NodeReport.class, (report, from) -> {
            Member member = from.peer().member();
            if (member != null) {
                toRebalancer(member.node(), known.isKnown(member) ? report : WordOfAStranger.of(report));
            }
        });
    }

    private void command(CommandRequest request, Responder from) {
        RebalancerShell candidate = rebalancer;
        if (candidate == null) {
            from.reply(new CommandReply(CommandReply.Outcome.NOT_IN_OFFICE, "this node is still starting"));
        } else {
            candidate.command(request.command(), from::reply);
        }
    }

    private void moves(MovesRequest request, Responder from) {
        RebalancerShell candidate = rebalancer;
        if (candidate == null) {
            from.reply(new MovesReply(false, 0, List.of()));
        } else {
            candidate.moves(from::reply);
        }
    }

    /** Lets the candidates stand. */
    void open(
            ClusterId cluster,
            Member member,
            Address address,
            int initialNodes,
            ClusterMapStore maps,
            SequencerRecordStore records,
            NodeShell node,
            PeerConnections peers) {
        SecureRandom random = new SecureRandom();
        sequencer = new SequencerShell(
                self,
                new SequencerCore(member, address, RESERVED_NUMBERS, SequencerTimes.DEFAULT, random),
                records,
                new SequencerShell.Outlet() {
                    @Override
                    public void send(NodeId to, SequencerMessage message) {
                        deliver(to, message, node, peers);
                    }

                    @Override
                    public void flush() {
                        peers.flush();
                    }

                    @Override
                    public void failStop(String why) {
                        failed(why);
                    }
                });
        rebalancer = new RebalancerShell(
                self,
                new RebalancerCore(cluster, member, initialNodes, RebalancerTimes.DEFAULT, random),
                maps,
                new RebalancerShell.Outlet() {
                    @Override
                    public void send(NodeId to, ReportAck ack) {
                        deliver(to, ack, node, peers);
                    }

                    @Override
                    public void flush() {
                        peers.flush();
                    }

                    @Override
                    public void failStop(String why) {
                        failed(why);
                    }
                });
    }

    void marksSeen(Marks marks) {
        SequencerShell toSequencer = sequencer;
        RebalancerShell toRebalancer = rebalancer;
        if (toSequencer != null && toRebalancer != null) {
            toSequencer.marksSeen(marks);
            toRebalancer.marksSeen(marks);
        }
    }

    void membersSeen(List<Registration> present) {
        RebalancerShell toRebalancer = rebalancer;
        if (toRebalancer != null) {
            toRebalancer.membersSeen(present);
        }
    }

    /** Who may be the sequencer: it does not read the map itself. */
    void candidatesAre(List<Registration> candidates) {
        SequencerShell toSequencer = sequencer;
        if (toSequencer != null) {
            toSequencer.membersSeen(candidates);
        }
    }

    void sessionIs(SessionState state) {
        SequencerShell toSequencer = sequencer;
        RebalancerShell toRebalancer = rebalancer;
        if (toSequencer != null && toRebalancer != null) {
            toSequencer.zooKeeperIs(state == SessionState.CONNECTED);
            toRebalancer.zooKeeperIs(state == SessionState.CONNECTED);
        }
    }

    @Override
    public void toOffice(Message message) {
        if (message instanceof GrantRequest request) {
            toSequencer(self, request);
        } else if (message instanceof NodeReport report) {
            toRebalancer(self, report);
        }
    }

    @Override
    public void suspectSequencer(long term) {
        SequencerShell candidate = sequencer;
        if (candidate != null) {
            candidate.suspected(term);
        }
    }

    @Override
    public void suspectRebalancer(long reign) {
        RebalancerShell candidate = rebalancer;
        if (candidate != null) {
            candidate.suspected(reign);
        }
    }

    @Override
    public boolean isSequencer() {
        SequencerShell candidate = sequencer;
        return candidate != null && candidate.isInOffice();
    }

    @Override
    public boolean isRebalancer() {
        RebalancerShell candidate = rebalancer;
        return candidate != null && candidate.isInOffice();
    }

    @Override
    public boolean isZooKeeperConnected() {
        return session.state() == SessionState.CONNECTED;
    }

    @Override
    public String durability() {
        return durability.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void suspicionNoted() {
        onSuspicionNoted.run();
    }

    @Override
    public void failed(String why) {
        onFailure.accept(why);
    }

    /** Gives the offices back in good order, if they are held. */
    @Override
    public void close() {
        RebalancerShell toRebalancer = rebalancer;
        if (toRebalancer != null) {
            toRebalancer.stop();
        }
        SequencerShell toSequencer = sequencer;
        if (toSequencer != null) {
            toSequencer.stop();
        }
    }

    private void toSequencer(NodeId from, GrantRequest request) {
        SequencerShell candidate = sequencer;
        if (candidate != null) {
            candidate.received(from, request);
        }
    }

    private void toRebalancer(NodeId from, NodeReport report) {
        RebalancerShell candidate = rebalancer;
        if (candidate != null) {
            candidate.received(from, report);
        }
    }

    private void deliver(NodeId to, Message message, NodeShell node, PeerConnections peers) {
        if (to.equals(self)) {
            node.fromOffice(message);
        } else {
            peers.send(to, message);
        }
    }
}
