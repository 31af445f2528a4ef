package io.ordinal.simulator.runs;

import io.ordinal.simulator.Report;
import io.ordinal.simulator.Simulation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * Runs one seed after another, on as many threads as it is given; each run stays on one of them, and is what it would
 * be alone. Safe for use by any thread.
 */
public final class SeedRuns {
    private final long first;
    private final long most;
    private final LongFunction<Report> run;
    private final Consumer<Report> ended;
    private final BooleanSupplier enough;
    private final AtomicLong begun = new AtomicLong();
    private final Totals totals = new Totals();
    private volatile boolean stopping;

    /**
     * @param first the first seed; the others follow it
     * @param most how many seeds at most
     * @param ended is told of each run when it ends, in the order in which they end, one at a time
     * @param enough asked before each run, by several threads at once: after a yes none is begun
     */
    public SeedRuns(long first, long most, Consumer<Report> ended, BooleanSupplier enough) {
        this(first, most, Simulation::run, ended, enough);
    }

    SeedRuns(long first, long most, LongFunction<Report> run, Consumer<Report> ended, BooleanSupplier enough) {
        this.enough = enough;
        this.first = first;
        this.most = most;
        this.run = run;
        this.ended = ended;
    }

    /** Begins no further run; those under way end. */
    public void stop() {
        stopping = true;
    }

    /** Runs until all seeds are done, or until it is stopped, and returns what came of them. */
    public Totals run(int threads) {
        List<CompletableFuture<Void>> workers = new ArrayList<>();
        for (int i = 1; i <= threads; i++) {
            String name = "simulation-" + i;
            workers.add(CompletableFuture.runAsync(this::work, task -> new Thread(task, name).start()));
        }
        CompletableFuture.allOf(workers.toArray(CompletableFuture[]::new)).join();
        return totals;
    }

    private void work() {
        while (!stopping && !enough.getAsBoolean()) {
            long next = begun.getAndIncrement();
            if (next >= most) {
                return;
            }
            Report report = run.apply(first + next);
            synchronized (totals) {
                totals.add(report);
                ended.accept(report);
            }
        }
    }
}
