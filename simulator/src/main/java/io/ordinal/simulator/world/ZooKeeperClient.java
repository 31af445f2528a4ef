package io.ordinal.simulator.world;

import io.ordinal.ring.CasOutcome;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.Registration;
import io.ordinal.ring.StoredMap;
import io.ordinal.sequencer.SequencerRecord;
import io.ordinal.sequencer.StoredSequencerRecord;
import io.ordinal.simulator.world.ZooKeeperRecord.Stamped;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One process's ZooKeeper client, with all that a client must expect: watches that come late or never, reads that are
 * stale, conditional writes whose outcome stays unknown (and which may happen later), and sessions that expire. Like
 * the production client it lists and compares on every connect and every few seconds, and reports newer states only.
 */
public final class ZooKeeperClient {
    private static final long MILLIS = 1_000_000;
    private static final long PING_NANOS = 400 * MILLIS;
    private static final long POLL_NANOS = 2_000 * MILLIS;
    private static final long REQUEST_TIMEOUT_NANOS = 1_300 * MILLIS;

    private final SimZooKeeper server;
    private final Network network;
    private final Scheduler scheduler;
    private final Chance chance;
    private final String process;
    private final BooleanSupplier isRunning;
    private final ZooKeeperListener listener;
    private @Nullable Registration self;
    private long session;
    private boolean connected;
    private boolean closed;
    private long mapZxid;
    private long sequencerZxid;
    private long membersZxid;

    /** @param isRunning whether the process runs now: one that is paused keeps no session alive */
    public ZooKeeperClient(
            SimZooKeeper server,
            Network network,
            Scheduler scheduler,
            Chance chance,
            String process,
            BooleanSupplier isRunning,
            ZooKeeperListener listener) {
        this.server = server;
        this.network = network;
        this.scheduler = scheduler;
        this.chance = chance;
        this.process = process;
        this.isRunning = isRunning;
        this.listener = listener;
        server.watch(this);
        scheduler.after(chance.between(1, 10) * MILLIS, this::ping);
        scheduler.after(POLL_NANOS + chance.between(0, 500) * MILLIS, this::poll);
    }

    /** Registers now, and again after every lost session. */
    public void announce(Registration registration) {
        self = registration;
        register();
    }

    /** Ends the session, so that the registration goes at once. */
    public void close() {
        long ended = session;
        die();
        request(() -> server.endSession(ended));
    }

    /** The process is gone: nothing is said or heard any more, the session is left to expire. */
    public void die() {
        closed = true;
        server.unwatch(this);
    }

    /** @param expectedVersion -1 to create the first */
    public void compareAndSetMap(int expectedVersion, ClusterMap next, Consumer<CasOutcome> answered) {
        compareAndSet(server.map(), expectedVersion, next, answered);
    }

    /** @param expectedVersion -1 to create the first */
    public void compareAndSetSequencer(int expectedVersion, SequencerRecord next, Consumer<CasOutcome> answered) {
        compareAndSet(server.sequencer(), expectedVersion, next, answered);
    }

    /** Syncs and reads; {@code failed} runs instead when ZooKeeper cannot be reached. */
    public void readMap(Consumer<Optional<StoredMap>> answered, Runnable failed) {
        read(() -> server.map().current().map(ZooKeeperClient::stored), answered, failed);
    }

    /** Syncs and reads; {@code failed} runs instead when ZooKeeper cannot be reached. */
    public void readSequencer(Consumer<Optional<StoredSequencerRecord>> answered, Runnable failed) {
        read(() -> server.sequencer().current().map(ZooKeeperClient::storedRecord), answered, failed);
    }

    void watchFired() {
        if (closed || !connected || chance.happens(server.weather().missedWatches())) {
            return;
        }
        if (chance.happens(server.weather().lateWatches())) {
            scheduler.after(chance.between(50, 3_000) * MILLIS, () -> {
                if (!closed && connected) {
                    report();
                }
            });
        } else {
            report();
        }
    }

    private <T> void compareAndSet(
            ZooKeeperRecord<T> record, int expectedVersion, T next, Consumer<CasOutcome> answered) {
        Answer<CasOutcome> answer = new Answer<>(answered, () -> answered.accept(CasOutcome.UNKNOWN));
        Supplier<CasOutcome> write = () -> {
            CasOutcome outcome = record.compareAndSet(expectedVersion, next, server.nextZxid());
            if (outcome == CasOutcome.WRITTEN) {
                server.changed();
            } else {
                server.rarePaths().took(RarePath.CONDITIONAL_WRITE_LOST);
            }
            return outcome;
        };
        if (chance.happens(server.weather().unknownOutcomes())) {
            answer.failsAfter(chance.between(1, 50) * MILLIS);
            scheduler.after(chance.between(0, 200) * MILLIS, () -> {
                if (!server.isGone() && chance.happens(0.7)) {
                    CasOutcome outcome = write.get();
                    server.trace().add(process, "a write of unknown outcome ended as " + outcome);
                    if (outcome == CasOutcome.WRITTEN) {
                        server.rarePaths().took(RarePath.UNKNOWN_WRITE_HAPPENED);
                    }
                }
            });
        } else {
            ask(write, answer);
        }
    }

    private <T> void read(Supplier<T> read, Consumer<T> answered, Runnable failed) {
        ask(read, new Answer<>(answered, failed));
    }

    private <T> void ask(Supplier<T> work, Answer<T> answer) {
        answer.failsAfter(REQUEST_TIMEOUT_NANOS);
        network.send(process, SimZooKeeper.ADDRESS, () -> {
            if (!server.isGone() && answer.mayRun()) {
                T result = work.get();
                network.send(SimZooKeeper.ADDRESS, process, () -> answer.give(result));
            }
        });
    }

    private void request(Runnable work) {
        network.send(process, SimZooKeeper.ADDRESS, () -> {
            if (!server.isGone()) {
                work.run();
            }
        });
    }

    private void ping() {
        if (closed) {
            return;
        }
        scheduler.after(PING_NANOS, this::ping);
        if (!isRunning.getAsBoolean()) {
            return;
        }
        read(() -> server.hear(session), this::pinged, this::lostTouch);
    }

    private void pinged(boolean sessionLives) {
        if (!sessionLives) {
            session = server.openSession();
            connected = false;
        }
        if (!connected) {
            connected = true;
            listener.connected();
            register();
            report();
        }
    }

    private void lostTouch() {
        if (connected) {
            connected = false;
            listener.suspended();
        }
    }

    private void register() {
        Registration registration = self;
        if (registration != null && connected) {
            request(() -> server.register(session, registration));
        }
    }

    private void poll() {
        if (!closed) {
            if (connected) {
                boolean missing = self != null && server.present().stream().noneMatch(present -> present.equals(self));
                if (missing) {
                    register();
                }
                report();
            }
            scheduler.after(POLL_NANOS, this::poll);
        }
    }

    /** Reads all there is, possibly stale by the time it arrives, and tells the listener what is newer. */
    private void report() {
        // The first state of all is read behind a sync: it is no older than the process.
        boolean stale = chance.happens(server.weather().staleReads()) && mapZxid > 0;
        long behindNanos = stale ? chance.between(10, 3_000) * MILLIS : 0;
        read(() -> server.shownTo(process, behindNanos), this::tell, () -> {});
    }

    private void tell(ZooKeeperSnapshot seen) {
        seen.map().filter(map -> map.zxid() > mapZxid).ifPresent(map -> {
            mapZxid = map.zxid();
            listener.mapRead(stored(map));
        });
        seen.sequencer().filter(record -> record.zxid() > sequencerZxid).ifPresent(record -> {
            sequencerZxid = record.zxid();
            listener.sequencerRead(storedRecord(record));
        });
        if (seen.zxid() > membersZxid) {
            membersZxid = seen.zxid();
            listener.membersRead(seen.present());
        }
    }

    private static StoredMap stored(Stamped<ClusterMap> map) {
        return new StoredMap(map.value(), map.version(), map.zxid());
    }

    private static StoredSequencerRecord storedRecord(Stamped<SequencerRecord> record) {
        return new StoredSequencerRecord(record.value(), record.version(), record.zxid());
    }

    /** Exactly one answer to a request: what came first, the result or the failure. None once the process is gone. */
    private final class Answer<T> {
        private final Consumer<T> answered;
        private final Runnable failed;
        private boolean ran;
        private boolean over;

        Answer(Consumer<T> answered, Runnable failed) {
            this.answered = answered;
            this.failed = failed;
        }

        /** True once, and not after the caller gave up: a request that the wires doubled runs once, as under TCP. */
        boolean mayRun() {
            boolean may = !ran && !over;
            ran = true;
            return may;
        }

        void give(T result) {
            if (!over && !closed) {
                over = true;
                answered.accept(result);
            }
        }

        void failsAfter(long nanos) {
            scheduler.after(nanos, () -> {
                if (!over && !closed) {
                    over = true;
                    failed.run();
                }
            });
        }
    }
}
