package io.ordinal.ring.zookeeper;

import io.ordinal.ring.Bytes;
import io.ordinal.ring.ClusterMapSource.Subscription;
import io.ordinal.ring.Registration;
import io.ordinal.ring.zookeeper.ZooKeeperOperations.Node;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one registration in ZooKeeper as the ephemeral of the present session, or, once closed, sees that it is gone.
 *
 * <p>It knows of no transitions: each pass of its {@link Reconciler} reads the znode and takes the one step that brings
 * it nearer to what is wanted. So a new session, a lost answer and a znode deleted by hand are all the same to it.
 */
final class Announcer implements Subscription {
    private static final Logger log = LoggerFactory.getLogger(Announcer.class);

    private static final String REGISTERING = "registering";

    private final ZooKeeperSession session;
    private final Registration self;
    private final String znode;
    private final String path;
    private final Bytes data;
    private final Consumer<Announcement> listener;
    private final Reconciler reconciler;
    private volatile boolean withdrawn;

    // Touched by the session's thread alone.
    private Announcement told = new Announcement(Announcement.State.WITHDRAWN, "");

    Announcer(ZooKeeperSession session, String membersPath, Registration self, Consumer<Announcement> listener) {
        this.session = session;
        this.self = self;
        this.listener = listener;
        znode = self.member().node().name();
        path = membersPath + "/" + znode;
        data = Bytes.wrap(RegistrationFormat.encode(self));
        session.thread().offer(() -> tell(Announcement.State.PENDING, REGISTERING));
        reconciler = new Reconciler(session, path, this::step);
    }

    /** Begins to withdraw the registration; without a connection it ends with its session. */
    @Override
    public void close() {
        withdrawn = true;
        reconciler.trigger();
    }

    private CompletionStage<Boolean> step() {
        // The session is taken first: if another begins meanwhile, the znode looks foreign to this pass, and the
        // next one finds that it is not.
        long sessionId;
        try {
            sessionId = session.operations().sessionId();
        } catch (KeeperException e) {
            return CompletableFuture.failedFuture(e);
        }
        return session.operations()
                .read(path)
                .thenComposeAsync(
                        found -> withdrawn ? remove(found, sessionId) : hold(found, sessionId), session.thread());
    }

    private CompletionStage<Boolean> remove(Optional<Node> found, long sessionId) {
        if (found.isPresent() && found.get().stat().getEphemeralOwner() == sessionId) {
            reconciler.trigger();
            return session.operations().delete(path, found.get().stat().getVersion());
        }
        reconciler.close();
        tell(Announcement.State.WITHDRAWN, "");
        return CompletableFuture.completedFuture(true);
    }

    private CompletionStage<Boolean> hold(Optional<Node> found, long sessionId) {
        if (found.isEmpty()) {
            tell(Announcement.State.PENDING, REGISTERING);
            reconciler.trigger();
            return session.operations()
                    .create(path, data.array(), CreateMode.EPHEMERAL)
                    .thenApply(stat -> true);
        }
        Node node = found.get();
        boolean inThisSession = node.stat().getEphemeralOwner() == sessionId;
        if (inThisSession && node.data().equals(data)) {
            tell(Announcement.State.ANNOUNCED, self.address().toString());
            return CompletableFuture.completedFuture(true);
        }
        if (!inThisSession) {
            Optional<String> foreign = whyForeign(node);
            if (foreign.isPresent()) {
                tell(Announcement.State.HELD_BY_ANOTHER, foreign.get());
                return CompletableFuture.completedFuture(true);
            }
        }
        // ZooKeeper cannot delete by czxid. Should another znode have taken this one's place within the round trip, its
        // owner finds it gone and announces again.
        reconciler.trigger();
        return session.operations().delete(path, node.stat().getVersion());
    }

    /** Empty if the znode is provably an earlier self: the same disk, which one process at a time can lock. */
    private Optional<String> whyForeign(Node node) {
        Registration holder;
        try {
            holder = RegistrationFormat.decode(znode, node.data().array());
        } catch (IllegalArgumentException e) {
            return Optional.of(
                    "waiting because " + znode + " is held by an unreadable registration: " + e.getMessage());
        }
        if (!holder.member().disk().equals(self.member().disk())) {
            return Optional.of("waiting because " + znode + " is held by disk "
                    + holder.member().disk() + " at address " + holder.address()
                    + ": stop that node, or start this one under another id");
        }
        if (holder.runNumber() > self.runNumber()) {
            return Optional.of("waiting because " + znode + " is held by run " + holder.runNumber()
                    + " of the same disk at address " + holder.address() + ", this is run " + self.runNumber()
                    + ": is the data folder a copy?");
        }
        return Optional.empty();
    }

    private void tell(Announcement.State state, String detail) {
        Announcement news = new Announcement(state, detail);
        if (news.equals(told)) {
            return;
        }
        told = news;
        log.info("node={} announcement={} {}", znode, state, detail);
        listener.accept(news);
    }
}
