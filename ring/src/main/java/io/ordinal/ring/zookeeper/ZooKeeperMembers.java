package io.ordinal.ring.zookeeper;

import io.ordinal.ring.ClusterMapSource.Subscription;
import io.ordinal.ring.Members;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.Registration;
import io.ordinal.ring.zookeeper.ZooKeeperOperations.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ephemerals below {@code /ordinal/<cluster>/members}.
 *
 * <p>Each pass lists them and reads every one; one that is the same by czxid and mzxid is the same, and a delete+create
 * is a change, however it was missed. Without a connection the last list stays: ask the session whether it is fresh.
 *
 * <p>Safe for use by any thread. Listeners are called by the session's thread.
 */
public final class ZooKeeperMembers implements Members, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ZooKeeperMembers.class);

    private final ZooKeeperSession session;
    private final String path;
    private final Listeners<List<Registration>> listeners;
    private final Reconciler reconciler;
    private volatile List<Registration> present = List.of();

    /** Touched by the session's thread alone; replaced as a whole. */
    private SortedMap<String, Seen> seen = new TreeMap<>();

    public ZooKeeperMembers(ZooKeeperSession session) {
        this.session = session;
        path = session.settings().clusterPath() + "/members";
        listeners = new Listeners<>(session.thread());
        reconciler = new Reconciler(session, path, this::compare);
    }

    @Override
    public List<Registration> present() {
        return present;
    }

    @Override
    public Subscription subscribe(Consumer<List<Registration>> listener) {
        return listeners.subscribe(listener, () -> Optional.of(present));
    }

    @Override
    public Subscription announce(Registration self) {
        return announce(self, news -> {});
    }

    /**
     * Like {@link #announce(Registration)}, telling how it stands: {@code listener} is called by the session's thread at
     * every change.
     *
     * @throws IllegalArgumentException if a text of {@code self} has control characters or all is longer than 4 KiB
     */
    public Subscription announce(Registration self, Consumer<Announcement> listener) {
        return new Announcer(session, path, self, listener);
    }

    /** Ends the watching. Announcements stay until they are closed or the session is. */
    @Override
    public void close() {
        reconciler.close();
    }

    private CompletionStage<?> compare() {
        return session.operations()
                .children(path)
                .thenCompose(names -> readAll(names.orElse(List.of())))
                .thenAcceptAsync(this::adopt, session.thread());
    }

    /** All at once: one session's requests are pipelined, so this takes one round trip, not one per member. */
    private CompletableFuture<SortedMap<String, Node>> readAll(List<String> names) {
        CompletableFuture<SortedMap<String, Node>> all = CompletableFuture.completedFuture(new TreeMap<>());
        for (String name : names) {
            CompletableFuture<Optional<Node>> read = session.operations().read(path + "/" + name);
            all = all.thenCombine(read, (sum, node) -> {
                // One that vanished since it was listed is simply not there any more.
                node.ifPresent(found -> sum.put(name, found));
                return sum;
            });
        }
        return all;
    }

    private void adopt(SortedMap<String, Node> shown) {
        SortedMap<String, Seen> next = new TreeMap<>();
        shown.forEach((name, node) -> {
            Seen before = seen.get(name);
            next.put(name, before != null && before.isStill(node) ? before : Seen.read(name, node));
        });
        if (next.equals(seen)) {
            return;
        }
        seen = next;
        List<Registration> list = new ArrayList<>();
        next.values().forEach(member -> {
            if (member.registration != null) {
                list.add(member.registration);
            }
        });
        list.sort((a, b) -> a.member().node().compareTo(b.member().node()));
        present = List.copyOf(list);
        log.info("members={}", present.stream().map(ZooKeeperMembers::brief).toList());
        listeners.tell(present);
    }

    private static String brief(Registration registration) {
        NodeId node = registration.member().node();
        return node + "@" + registration.address();
    }

    /** @param registration null if unreadable: remembered, so that it is complained about once */
    private record Seen(long czxid, long mzxid, @Nullable Registration registration) {
        private boolean isStill(Node node) {
            return czxid == node.stat().getCzxid() && mzxid == node.stat().getMzxid();
        }

        private static Seen read(String name, Node node) {
            Registration registration = null;
            try {
                registration = RegistrationFormat.decode(name, node.data().array());
            } catch (IllegalArgumentException e) {
                log.warn("node={} has an unreadable registration and is left out: {}", name, e.getMessage());
            }
            return new Seen(node.stat().getCzxid(), node.stat().getMzxid(), registration);
        }
    }
}
