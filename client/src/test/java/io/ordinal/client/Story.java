package io.ordinal.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.client.ClientEffect.Send;
import io.ordinal.protocol.ClientReply;
import io.ordinal.protocol.ClientRequest;
import io.ordinal.protocol.ClusterCommand;
import io.ordinal.protocol.Core;
import io.ordinal.protocol.MapReply;
import io.ordinal.protocol.MapRequest;
import io.ordinal.protocol.NotServed;
import io.ordinal.protocol.ReadMode;
import io.ordinal.ring.Address;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.Key;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.Registration;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * A client core in virtual time, its caller, and the nodes it talks to, who answer as the test says. Questions after
 * the map are answered from {@link #map} and {@link #present}, until {@link #mapIsSilent}.
 */
final class Story {
    final ClientCore core;
    long nowNanos = 1_000_000_000L;
    ClusterMap map = World.map(1, "n1");
    List<Registration> present = List.of(World.node("n1"), World.node("n2"), World.node("n3"));
    boolean mapIsSilent;

    private final ArrayDeque<Send> sent = new ArrayDeque<>();
    private final ArrayDeque<Send> mapQuestions = new ArrayDeque<>();
    private final List<Address> disconnected = new ArrayList<>();

    /** Where an outcome arrives. */
    static final class Mailbox<O> implements Consumer<O> {
        private final List<O> outcomes = new ArrayList<>();

        @Override
        public void accept(O outcome) {
            outcomes.add(outcome);
        }

        boolean isEmpty() {
            return outcomes.isEmpty();
        }

        O outcome() {
            assertThat(outcomes).as("an operation ends exactly once").hasSize(1);
            return outcomes.get(0);
        }
    }

    private Story(ClientLimits limits, List<Address> seeds) {
        core = new ClientCore(new SplittableRandom(42), limits, seeds);
    }

    /** A client that knows the map already. */
    static Story begin() {
        return begin(ClientLimits.DEFAULT);
    }

    static Story begin(ClientLimits limits) {
        Story story = new Story(limits, List.of(World.address("n1")));
        story.turn();
        assertThat(story.core.view().mapIfAny()).contains(story.map);
        return story;
    }

    /** A client whose seeds do not answer. */
    static Story inTheDark(String... seeds) {
        Story story = new Story(
                ClientLimits.DEFAULT, Arrays.stream(seeds).map(World::address).toList());
        story.mapIsSilent = true;
        story.turn();
        return story;
    }

    Mailbox<WriteOutcome> write(Write write) {
        return write(write, OrdinalClient.DEFAULT_DEADLINE);
    }

    Mailbox<WriteOutcome> write(Write write, Duration deadline) {
        Mailbox<WriteOutcome> to = new Mailbox<>();
        happens(new ClientEvent.StartWrite(write, deadline.toNanos(), to));
        return to;
    }

    Mailbox<WriteOutcome> put(String key, String value) {
        return write(Write.put(Key.utf8(key), Bytes.utf8(value)));
    }

    Mailbox<ReadOutcome> get(String key, ReadMode mode, Duration deadline) {
        Mailbox<ReadOutcome> to = new Mailbox<>();
        happens(new ClientEvent.StartRead(Key.utf8(key), mode, deadline.toNanos(), to));
        return to;
    }

    Mailbox<ReadOutcome> get(String key, ReadMode mode) {
        return get(key, mode, OrdinalClient.DEFAULT_DEADLINE);
    }

    Mailbox<ScanOutcome> scan(ScanQuery query) {
        Mailbox<ScanOutcome> to = new Mailbox<>();
        happens(new ClientEvent.StartScan(query, OrdinalClient.DEFAULT_DEADLINE.toNanos(), to));
        return to;
    }

    Mailbox<NodeStatus> status(String node) {
        Mailbox<NodeStatus> to = new Mailbox<>();
        happens(new ClientEvent.StartStatus(new NodeId(node), OrdinalClient.DEFAULT_DEADLINE.toNanos(), to));
        return to;
    }

    Mailbox<CommandOutcome> command(ClusterCommand command) {
        Mailbox<CommandOutcome> to = new Mailbox<>();
        happens(new ClientEvent.StartCommand(command, OrdinalClient.DEFAULT_DEADLINE.toNanos(), to));
        return to;
    }

    Mailbox<MovesOutcome> moves() {
        Mailbox<MovesOutcome> to = new Mailbox<>();
        happens(new ClientEvent.StartMoves(OrdinalClient.DEFAULT_DEADLINE.toNanos(), to));
        return to;
    }

    Mailbox<ClusterView> refresh() {
        Mailbox<ClusterView> to = new Mailbox<>();
        happens(new ClientEvent.StartRefresh(OrdinalClient.DEFAULT_DEADLINE.toNanos(), to));
        return to;
    }

    /** The oldest request that was sent and not looked at yet; time passes until there is one. */
    Send nextSent() {
        for (int turns = 0; sent.isEmpty() && turns < 4_000; turns++) {
            pass(Duration.ofNanos(Core.TICK_NANOS));
        }
        assertThat(sent).as("a request was to be sent").isNotEmpty();
        return sent.remove();
    }

    /** All requests that were sent and not looked at yet. */
    List<Send> takeSent() {
        List<Send> taken = List.copyOf(sent);
        sent.clear();
        return taken;
    }

    /** The request of {@link #nextSent}, which must be of this kind. */
    static <R extends ClientRequest> R request(Send send, Class<R> kind) {
        assertThat(send.request()).isInstanceOf(kind);
        return kind.cast(send.request());
    }

    /** Each request gets this treatment at once, until the operation has ended. */
    void untilEnded(Mailbox<?> operation, Consumer<Send> treatment) {
        for (int turns = 0; operation.isEmpty() && turns < 4_000; turns++) {
            while (!sent.isEmpty()) {
                treatment.accept(sent.remove());
            }
            pass(Duration.ofNanos(Core.TICK_NANOS));
        }
    }

    void expectNothingSent() {
        assertThat(sent).isEmpty();
    }

    List<Address> disconnected() {
        return disconnected;
    }

    int mapQuestionsWaiting() {
        return mapQuestions.size();
    }

    Send nextMapQuestion() {
        assertThat(mapQuestions).isNotEmpty();
        return mapQuestions.remove();
    }

    void answer(Send send, ClientReply reply) {
        happens(new ClientEvent.Answered(send.call(), reply));
    }

    void refuse(Send send, NotServed.Reason reason) {
        answer(send, new NotServed(reason, map.version(), 0, "because the test says so"));
    }

    /** The connection breaks after the request may have left. */
    void lose(Send send) {
        happens(new ClientEvent.Broken(send.call(), true, "connection reset"));
    }

    /** There was no connection, so the request cannot have left. */
    void neverSend(Send send) {
        happens(new ClientEvent.Broken(send.call(), false, "connection refused"));
    }

    void happens(ClientEvent event) {
        core.step(event, nowNanos, this::carryOut);
        turn();
    }

    void pass(Duration time) {
        long endNanos = nowNanos + time.toNanos();
        while (nowNanos < endNanos) {
            nowNanos = Math.min(endNanos, nowNanos + Core.TICK_NANOS);
            turn();
        }
    }

    private void turn() {
        core.tick(nowNanos, this::carryOut);
        while (!mapIsSilent && !mapQuestions.isEmpty()) {
            Send question = mapQuestions.remove();
            core.step(new ClientEvent.Answered(question.call(), new MapReply(map, present)), nowNanos, this::carryOut);
            core.tick(nowNanos, this::carryOut);
        }
    }

    private void carryOut(ClientEffect effect) {
        if (effect instanceof Send send) {
            (send.request() instanceof MapRequest ? mapQuestions : sent).add(send);
        } else if (effect instanceof ClientEffect.Ended<?> ended) {
            ended.tell();
        } else if (effect instanceof ClientEffect.Disconnect disconnect) {
            disconnected.add(disconnect.address());
        }
    }
}
