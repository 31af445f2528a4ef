package io.ordinal.simulator.mutation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Many mutations, compiled and run, as many at a time as there are processors. */
final class Mutants {
    /** Where the mutations are, below the folder of all modules. */
    static final String FOLDER = "simulator/src/test/resources/mutations";

    private Mutants() {}

    /** One that is no program any more has not been noticed, and keeps nobody from running the others. */
    private static Mutant.Fate fateOf(Mutation mutation, Path root, Path temporary) {
        try {
            return Mutant.of(mutation, root, temporary).run(mutation.seeds());
        } catch (IllegalStateException e) {
            return new Mutant.Fate(mutation, false, 0, String.valueOf(e.getMessage()));
        }
    }

    /**
     * @param root the folder that has the modules
     * @param told hears of each in their order, as soon as it is known
     */
    static List<Mutant.Fate> run(List<Mutation> mutations, Path root, Consumer<Mutant.Fate> told)
            throws IOException, ExecutionException, InterruptedException {
        Path temporary = Files.createTempDirectory("mutants");
        ExecutorService threads =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            List<Future<Mutant.Fate>> running = new ArrayList<>();
            mutations.forEach(mutation -> running.add(threads.submit(() -> fateOf(mutation, root, temporary))));
            List<Mutant.Fate> fates = new ArrayList<>();
            for (Future<Mutant.Fate> each : running) {
                fates.add(each.get());
                told.accept(each.get());
            }
            return fates;
        } finally {
            threads.shutdownNow();
        }
    }
}
