package io.ordinal.client.netty;

import io.ordinal.client.Batch;
import io.ordinal.client.ClientCore;
import io.ordinal.client.ClientEffect;
import io.ordinal.client.ClientEvent;
import io.ordinal.client.ClientLimits;
import io.ordinal.client.ClusterView;
import io.ordinal.client.CommandOutcome;
import io.ordinal.client.MovesOutcome;
import io.ordinal.client.NodeStatus;
import io.ordinal.client.OrdinalClient;
import io.ordinal.client.ReadOutcome;
import io.ordinal.client.Refusal;
import io.ordinal.client.ScanOutcome;
import io.ordinal.client.ScanQuery;
import io.ordinal.client.Write;
import io.ordinal.client.WriteOutcome;
import io.ordinal.protocol.ClusterCommand;
import io.ordinal.protocol.ReadMode;
import io.ordinal.protocol.netty.NetworkThreads;
import io.ordinal.protocol.thread.CoreLoop;
import io.ordinal.ring.Address;
import io.ordinal.ring.ClusterMapSource;
import io.ordinal.ring.ClusterMapSource.Subscription;
import io.ordinal.ring.Key;
import io.ordinal.ring.Members;
import io.ordinal.ring.NodeId;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An {@link OrdinalClient} over TCP: one thread runs the core, one reads and writes sockets, and there is one
 * connection per node that is being asked. Requests of a turn share one flush per node.
 */
public final class NettyOrdinalClient implements OrdinalClient {
    private static final Logger LOG = LoggerFactory.getLogger(NettyOrdinalClient.class);
    private static final int MAX_EVENTS_PER_TURN = 1_024;
    private static final Duration REFRESH_DEADLINE = Duration.ofSeconds(2);

    private final ClientCore core;
    private final NetworkThreads threads;
    private final Links links;

    /** Completed right after the loop's thread was started, which may run before its starter goes on. */
    private final CompletableFuture<CoreLoop<ClientEvent, ClientEffect>> loop = new CompletableFuture<>();

    private final List<Consumer<ClusterView>> listeners = new CopyOnWriteArrayList<>();
    private final List<Subscription> sources = new ArrayList<>();

    /** How many callers are handing an event over; closing waits for them, so that nothing comes after the last event. */
    private final AtomicInteger handingOver = new AtomicInteger();

    private volatile ClusterView view = ClusterView.EMPTY;
    private volatile long highest;
    private volatile boolean closed;

    private NettyOrdinalClient(List<Address> seeds, ClientLimits limits) {
        this.core = new ClientCore(new SecureRandom(), limits, seeds);
        this.threads = NetworkThreads.start("ordinal-client-net", 1);
        this.links = new Links(threads, limits.maxInFlight(), this::report);
        this.loop.complete(CoreLoop.start(
                "ordinal-client",
                core,
                this::carryOut,
                links::flush,
                this::failed,
                limits.maxInFlight() + limits.maxWaiting() + MAX_EVENTS_PER_TURN,
                MAX_EVENTS_PER_TURN));
    }

    /**
     * Connects by the addresses of some nodes; the map and the other nodes are learned from them. Returns at once:
     * operations wait for the map until their deadline, and {@link #refresh} tells whether there is one.
     *
     * @throws IllegalArgumentException if {@code seeds} is empty
     */
    public static OrdinalClient connect(List<Address> seeds) {
        return connect(seeds, ClientLimits.DEFAULT);
    }

    /** As {@link #connect(List)}, with other limits. */
    public static OrdinalClient connect(List<Address> seeds, ClientLimits limits) {
        if (seeds.isEmpty()) {
            throw new IllegalArgumentException("give the address of at least one node: HOST:PORT");
        }
        return new NettyOrdinalClient(seeds, limits);
    }

    /**
     * Connects to the cluster that {@code maps} and {@code members} tell of; they must stay open as long as the client,
     * and are not closed with it. Should they fall silent, the nodes themselves are asked.
     */
    public static OrdinalClient connect(ClusterMapSource maps, Members members, ClientLimits limits) {
        NettyOrdinalClient client = new NettyOrdinalClient(List.of(), limits);
        client.sources.add(maps.subscribe(stored -> client.report(new ClientEvent.MapSeen(stored.map()))));
        client.sources.add(members.subscribe(present -> client.report(new ClientEvent.MembersSeen(present))));
        return client;
    }

    @Override
    public CompletableFuture<WriteOutcome> write(Write write, Duration deadline) {
        CompletableFuture<WriteOutcome> outcome = new CompletableFuture<>();
        begin(write, timeoutNanos(deadline), outcome::complete);
        return outcome;
    }

    @Override
    public CompletableFuture<List<WriteOutcome>> batch(List<Write> writes, Duration deadline) {
        Batch batch = new Batch(writes);
        long timeoutNanos = timeoutNanos(deadline);
        BatchOutcomes outcomes = new BatchOutcomes(batch.writes().size());
        for (int i = 0; i < batch.writes().size(); i++) {
            begin(batch.writes().get(i), timeoutNanos, outcomes.at(i));
        }
        return outcomes.all();
    }

    private void begin(Write write, long timeoutNanos, Consumer<WriteOutcome> to) {
        if (!offer(new ClientEvent.StartWrite(write, timeoutNanos, to))) {
            to.accept(new WriteOutcome.NotDone(refusal(), whyRefused()));
        }
    }

    @Override
    public CompletableFuture<ReadOutcome> get(Key key, ReadMode mode, Duration deadline) {
        CompletableFuture<ReadOutcome> outcome = new CompletableFuture<>();
        if (!offer(new ClientEvent.StartRead(key, mode, timeoutNanos(deadline), outcome::complete))) {
            outcome.complete(new ReadOutcome.Failed(refusal(), whyRefused()));
        }
        return outcome;
    }

    @Override
    public CompletableFuture<ScanOutcome> scan(ScanQuery query, Duration deadline) {
        CompletableFuture<ScanOutcome> outcome = new CompletableFuture<>();
        if (!offer(new ClientEvent.StartScan(query, timeoutNanos(deadline), outcome::complete))) {
            outcome.complete(new ScanOutcome.Failed(refusal(), whyRefused(), query.cursor()));
        }
        return outcome;
    }

    @Override
    public CompletableFuture<NodeStatus> status(NodeId node, Duration deadline) {
        CompletableFuture<NodeStatus> outcome = new CompletableFuture<>();
        if (!offer(new ClientEvent.StartStatus(node, timeoutNanos(deadline), outcome::complete))) {
            outcome.complete(new NodeStatus(node, view.registration(node).orElse(null), null, whyRefused()));
        }
        return outcome;
    }

    @Override
    public CompletableFuture<CommandOutcome> command(ClusterCommand command, Duration deadline) {
        CompletableFuture<CommandOutcome> outcome = new CompletableFuture<>();
        if (!offer(new ClientEvent.StartCommand(command, timeoutNanos(deadline), outcome::complete))) {
            outcome.complete(new CommandOutcome.NotReached(refusal(), whyRefused()));
        }
        return outcome;
    }

    @Override
    public CompletableFuture<MovesOutcome> moves(Duration deadline) {
        CompletableFuture<MovesOutcome> outcome = new CompletableFuture<>();
        if (!offer(new ClientEvent.StartMoves(timeoutNanos(deadline), outcome::complete))) {
            outcome.complete(new MovesOutcome.Failed(refusal(), whyRefused()));
        }
        return outcome;
    }

    @Override
    public CompletableFuture<ClusterView> refresh() {
        CompletableFuture<ClusterView> outcome = new CompletableFuture<>();
        if (!offer(new ClientEvent.StartRefresh(REFRESH_DEADLINE.toNanos(), outcome::complete))) {
            outcome.complete(view);
        }
        return outcome;
    }

    @Override
    public ClusterView cluster() {
        return view;
    }

    @Override
    public Subscription subscribe(Consumer<ClusterView> listener) {
        listeners.add(listener);
        tell(listener, view);
        return () -> listeners.remove(listener);
    }

    @Override
    public long highestSequence() {
        return highest;
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        sources.forEach(Subscription::close);
        while (handingOver.get() > 0) {
            Thread.onSpinWait();
        }
        CompletableFuture<ClusterView> ended = new CompletableFuture<>();
        CoreLoop<ClientEvent, ClientEffect> running = loop.join();
        if (offerLast(running, new ClientEvent.Close())
                && offerLast(running, new ClientEvent.StartRefresh(0, ended::complete))) {
            ended.join();
        }
        running.close();
        links.close();
        threads.close();
    }

    /** Adds an event that nothing but the end of the loop may keep out. */
    private static boolean offerLast(CoreLoop<ClientEvent, ClientEffect> running, ClientEvent event) {
        while (!running.offer(event)) {
            if (!running.isRunning()) {
                return false;
            }
            Thread.onSpinWait();
        }
        return true;
    }

    private boolean offer(ClientEvent event) {
        handingOver.incrementAndGet();
        try {
            return !closed && loop.join().offer(event);
        } finally {
            handingOver.decrementAndGet();
        }
    }

    private void report(ClientEvent event) {
        loop.join().report(event);
    }

    private void carryOut(ClientEffect effect) {
        if (effect instanceof ClientEffect.Send send) {
            links.send(send);
        } else if (effect instanceof ClientEffect.Ended<?> ended) {
            highest = core.highestSequence();
            ended.tell();
        } else if (effect instanceof ClientEffect.ViewChanged changed) {
            show(changed.view());
        } else if (effect instanceof ClientEffect.Disconnect disconnect) {
            links.disconnect(disconnect.address());
        }
    }

    private void show(ClusterView next) {
        if (next.mapVersion() != view.mapVersion()) {
            LOG.debug(
                    "cluster map version={} ranges={}",
                    next.mapVersion(),
                    next.mapIfAny().map(map -> map.ranges().size()).orElse(0));
        }
        view = next;
        links.belongTo(next);
        for (Consumer<ClusterView> listener : listeners) {
            tell(listener, next);
        }
    }

    private static void tell(Consumer<ClusterView> listener, ClusterView view) {
        try {
            listener.accept(view);
        } catch (RuntimeException e) {
            LOG.warn("a listener of the cluster's view failed", e);
        }
    }

    /** The loop ended by an exception: what is in hand ends too, as far as the core can still tell. */
    private void failed(Throwable why) {
        closed = true;
        core.step(new ClientEvent.Close(), System.nanoTime(), this::carryOut);
    }

    private Refusal refusal() {
        return closed ? Refusal.CLIENT_CLOSED : Refusal.CLIENT_BUSY;
    }

    private String whyRefused() {
        return closed ? "the client is closed" : "more operations wait than the client takes in hand";
    }

    private static long timeoutNanos(Duration deadline) {
        if (deadline.isNegative() || deadline.isZero() || deadline.compareTo(MAX_DEADLINE) > 0) {
            throw new IllegalArgumentException(
                    "a deadline is positive and at most " + MAX_DEADLINE + ", not " + deadline);
        }
        return deadline.toNanos();
    }
}
