package io.ordinal.client;

import io.ordinal.protocol.Effects;
import io.ordinal.protocol.MapRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the cluster map fresh by asking nodes for it: now and then, and at once when something hints that it is old.
 * One question at a time, each to another node. Confined to the core.
 */
final class MapKeeper {
    /** How often to ask when nothing hints at anything: a node that appears is seen within it. */
    static final long PERIOD_NANOS = 1_000_000_000L;

    /** The same while a source of its own tells of changes; asking then only guards against what it missed. */
    static final long PERIOD_BESIDE_SOURCE_NANOS = 5_000_000_000L;

    /** The least time between two questions, however many hints there are. */
    static final long SPACING_NANOS = 20_000_000L;

    /** The same before a question to a node that has shown that it goes by a newer map. */
    static final long SPACING_OF_CERTAIN_NEWS_NANOS = 5_000_000L;

    /** How long a node may take to answer before another is asked. */
    static final long PATIENCE_NANOS = 500_000_000L;

    private final KnownCluster cluster;
    private final List<Asker> newAskers = new ArrayList<>();
    private final List<Asker> asked = new ArrayList<>();
    private @Nullable Call question;
    private boolean begun;
    private boolean wanted = true;
    private long wantedVersion;
    /** Who goes by the wanted version, and was not asked for it yet; null if nobody does. */
    private @Nullable Peer informed;

    private long askedAtNanos;

    MapKeeper(KnownCluster cluster) {
        this.cluster = cluster;
    }

    private record Asker(Consumer<ClusterView> to, long deadlineNanos) {}

    /** Something failed in a way that a newer map may explain. */
    void hint() {
        wanted = true;
    }

    /** {@code peer} goes by this version of the map. */
    void hint(long version, Peer peer) {
        if (version > cluster.mapVersion()) {
            wanted = true;
            wantedVersion = Math.max(wantedVersion, version);
            informed = peer;
        }
    }

    void await(Consumer<ClusterView> to, long deadlineNanos) {
        newAskers.add(new Asker(to, deadlineNanos));
    }

    boolean isQuestion(Call call) {
        return call == question;
    }

    /** The map of an answer has been adopted. */
    void answered(Call call, Effects<? super ClientEffect> effects) {
        if (call != question) {
            return;
        }
        question = null;
        wanted = cluster.mapVersion() < wantedVersion;
        asked.forEach(asker -> effects.add(new ClientEffect.Ended<>(asker.to(), cluster.view())));
        asked.clear();
    }

    void failed(Call call) {
        if (call == question) {
            question = null;
            wanted = true;
        }
    }

    void tick(long nowNanos, Effects<? super ClientEffect> effects) {
        if (question != null && nowNanos - askedAtNanos >= PATIENCE_NANOS) {
            question.peer.suspectUntil(nowNanos + ClientCore.SUSPICION_NANOS);
            failed(question);
        }
        expire(newAskers, nowNanos, effects);
        expire(asked, nowNanos, effects);
        if (question == null && isTime(nowNanos)) {
            ask(nowNanos, effects);
        }
    }

    private boolean isTime(long nowNanos) {
        if (!begun) {
            return true;
        }
        long sinceNanos = nowNanos - askedAtNanos;
        boolean somebodyWaits = wanted || !newAskers.isEmpty() || !asked.isEmpty();
        long periodNanos = cluster.presentFromSource() ? PERIOD_BESIDE_SOURCE_NANOS : PERIOD_NANOS;
        if (informed != null) {
            return sinceNanos >= SPACING_OF_CERTAIN_NEWS_NANOS;
        }
        return sinceNanos >= (somebodyWaits ? SPACING_NANOS : periodNanos);
    }

    private void ask(long nowNanos, Effects<? super ClientEffect> effects) {
        Peer peer = informed != null && !informed.isSuspect(nowNanos) ? informed : cluster.nextToAsk(nowNanos);
        informed = null;
        if (peer == null) {
            return;
        }
        begun = true;
        askedAtNanos = nowNanos;
        asked.addAll(newAskers);
        newAskers.clear();
        question = new Call(null, peer, 1, cluster.mapVersion(), false);
        effects.add(new ClientEffect.Send(question, peer.address, new MapRequest(cluster.mapVersion())));
    }

    /** Nobody is kept waiting any longer. */
    void close(Effects<? super ClientEffect> effects) {
        asked.addAll(newAskers);
        newAskers.clear();
        asked.forEach(asker -> effects.add(new ClientEffect.Ended<>(asker.to(), cluster.view())));
        asked.clear();
    }

    private void expire(List<Asker> askers, long nowNanos, Effects<? super ClientEffect> effects) {
        askers.removeIf(asker -> {
            boolean late = nowNanos - asker.deadlineNanos() >= 0;
            if (late) {
                effects.add(new ClientEffect.Ended<>(asker.to(), cluster.view()));
            }
            return late;
        });
    }
}
