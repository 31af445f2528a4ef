package io.ordinal.launcher.load;

import io.ordinal.client.OrdinalClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a fixed number of operations under way: whenever one ends, its place asks for the next. So the cluster sets the
 * pace, and a slow answer is one late answer, not a queue of them.
 *
 * <p>A place gives up when its client refuses at once: it would only spin. Operations go on by the clients' own threads;
 * all methods are for one thread at a time.
 */
public final class ClosedLoop implements Load {
    private final Tally tally = new Tally();
    private final Asking asking;
    private final CompletableFuture<?> idle;
    private volatile boolean stopping;

    private ClosedLoop(List<OrdinalClient> clients, int inFlight, Work work, Duration deadline, long seed) {
        asking = new Asking(tally, deadline);
        SplittableRandom seeds = new SplittableRandom(seed);
        List<Place> places = new ArrayList<>(inFlight);
        for (int i = 0; i < inFlight; i++) {
            places.add(new Place(clients.get(i % clients.size()), work, seeds.split()));
        }
        idle = CompletableFuture.allOf(places.stream().map(place -> place.idle).toArray(CompletableFuture[]::new));
        places.forEach(Place::goOn);
    }

    /**
     * Starts asking.
     *
     * @param clients the places are dealt out to them in turn
     * @param inFlight how many operations are under way at a time, over all clients
     * @param deadline of each operation
     */
    public static ClosedLoop start(List<OrdinalClient> clients, int inFlight, Work work, Duration deadline, long seed) {
        if (clients.isEmpty() || inFlight < clients.size()) {
            throw new IllegalArgumentException(
                    "each of " + clients.size() + " clients has something in flight: " + inFlight + " is too few");
        }
        return new ClosedLoop(clients, inFlight, work, deadline, seed);
    }

    @Override
    public Interval takeInterval() {
        return tally.takeInterval();
    }

    @Override
    public CompletableFuture<?> idle() {
        return idle.copy();
    }

    @Override
    public @Nullable String firstTrouble() {
        return tally.firstTrouble();
    }

    @Override
    public void close() {
        stopping = true;
        idle.join();
    }

    /** Where one operation is under way at a time. */
    private final class Place {
        private final OrdinalClient client;
        private final Work work;
        private final SplittableRandom random;
        private final CompletableFuture<@Nullable Void> idle = new CompletableFuture<>();

        Place(OrdinalClient client, Work work, SplittableRandom random) {
            this.client = client;
            this.work = work;
            this.random = random;
        }

        void goOn() {
            try {
                boolean endedWithin = true;
                while (endedWithin) {
                    Ask ask = stopping ? null : work.next(random);
                    if (ask == null) {
                        idle.complete(null);
                        return;
                    }
                    Turn turn = new Turn();
                    asking.ask(client, ask, System.nanoTime(), (ending, atOnce) -> ended(turn, ending, atOnce));
                    endedWithin = turn.returned();
                }
            } catch (RuntimeException | Error e) {
                idle.completeExceptionally(e);
            }
        }

        private void ended(Turn turn, Ending ending, boolean atOnce) {
            if (atOnce && !ending.isAnswer()) {
                idle.complete(null);
            } else if (!turn.endedWithin()) {
                goOn();
            }
        }
    }

    /**
     * One operation being asked: whether it ended before the asking had returned, on the same thread. Then whoever asked
     * goes on in a loop; to go on from the end itself would need a deeper stack with each operation.
     */
    private static final class Turn {
        private final Thread asker = Thread.currentThread();

        // Touched by the asker's thread alone.
        private boolean hasReturned;
        private boolean hasEnded;

        /** The operation has ended. Returns whether the asker sees to what follows. */
        boolean endedWithin() {
            if (Thread.currentThread() != asker || hasReturned) {
                return false;
            }
            hasEnded = true;
            return true;
        }

        /** The asking has returned. Returns whether the operation had ended by then, and the asker is to go on. */
        boolean returned() {
            hasReturned = true;
            return hasEnded;
        }
    }
}
