package io.ordinal.simulator.mutation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** Runs every mutation, or those that are named, and prints what came of each. */
final class MutationReport {
    private MutationReport() {}

    /** @param args the root folder, then names, or parts of names; none for all */
    public static void main(String[] args) throws IOException, ExecutionException, InterruptedException {
        Path root = Path.of(args[0]);
        List<String> wanted = Arrays.asList(args).subList(1, args.length);
        List<Mutation> mutations = Mutation.in(root.resolve(Mutants.FOLDER)).stream()
                .filter(mutation -> wanted.isEmpty() || wanted.stream().anyMatch(mutation.name()::contains))
                .toList();
        List<Mutant.Fate> fates = Mutants.run(mutations, root, System.out::println);
        long survivors = fates.stream().filter(fate -> !fate.noticed()).count();
        System.out.printf("%d mutations, %d survived%n", fates.size(), survivors);
        System.exit(survivors == 0 ? 0 : 1);
    }
}
