package io.ordinal.rebalancer.thread;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.protocol.ClientReply;
import io.ordinal.protocol.ClusterCommand;
import io.ordinal.protocol.CommandReply;
import io.ordinal.protocol.MovesReply;
import io.ordinal.protocol.ReportAck;
import io.ordinal.rebalancer.RebalancerCore;
import io.ordinal.rebalancer.RebalancerTimes;
import io.ordinal.ring.CasOutcome;
import io.ordinal.ring.ClusterId;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.ClusterMapStore;
import io.ordinal.ring.DiskId;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.StoredMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RebalancerShellTest {
    private static final Member SELF = new Member(new NodeId("n1"), new DiskId(new UUID(1, 1)));
    private static final ClusterCommand DRAIN = new ClusterCommand.Drain(new NodeId("n1"));

    private final Queue<ClientReply> replies = new ConcurrentLinkedQueue<>();

    @Test
    void whoAsksOneThatStopsIsAnsweredWhetherItIsStillListeningOrNot() {
        try (RebalancerShell shell = shell()) {
            // Many, so that some wait when the candidate stops.
            for (int i = 0; i < 1_000; i++) {
                shell.command(DRAIN, replies::add);
            }
            shell.stop();
            shell.command(DRAIN, replies::add);
            shell.moves(replies::add);
        }

        List<ClientReply> all = new ArrayList<>(replies);
        assertThat(all).hasSize(1_002);
        assertThat(all.remove(1_001))
                .isInstanceOfSatisfying(
                        MovesReply.class, reply -> assertThat(reply.inOffice()).isFalse());
        assertThat(all)
                .allSatisfy(reply -> assertThat(reply)
                        .isInstanceOfSatisfying(
                                CommandReply.class,
                                command ->
                                        assertThat(command.outcome()).isEqualTo(CommandReply.Outcome.NOT_IN_OFFICE)));
    }

    private static RebalancerShell shell() {
        RebalancerCore core =
                new RebalancerCore(new ClusterId(new UUID(1, 1)), SELF, 3, RebalancerTimes.DEFAULT, new Random(1));
        return new RebalancerShell(SELF.node(), core, new NoMap(), new Nowhere());
    }

    private record NoMap() implements ClusterMapStore {
        @Override
        public Optional<StoredMap> current() {
            return Optional.empty();
        }

        @Override
        public Subscription subscribe(Consumer<StoredMap> listener) {
            return () -> {};
        }

        @Override
        public CompletionStage<CasOutcome> create(ClusterMap first) {
            return CompletableFuture.completedFuture(CasOutcome.CONFLICT);
        }

        @Override
        public CompletionStage<CasOutcome> compareAndSet(int expectedStoreVersion, ClusterMap next) {
            return CompletableFuture.completedFuture(CasOutcome.CONFLICT);
        }

        @Override
        public CompletionStage<Optional<StoredMap>> readBack() {
            return CompletableFuture.completedFuture(Optional.empty());
        }
    }

    private record Nowhere() implements RebalancerShell.Outlet {
        @Override
        public void send(NodeId to, ReportAck ack) {}

        @Override
        public void flush() {}

        @Override
        public void failStop(String why) {
            throw new AssertionError(why);
        }
    }
}
