package io.ordinal.simulator.mutation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/**
 * Breaks the rules of the protocol one by one, in the source of the cores, and demands that the simulator notices. Those
 * that take many seeds are left to {@code simulator/mutations.sh}, which runs all.
 */
class MutationTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final int FEW_SEEDS = 6;

    @Test
    void aBrokenRuleIsNoticedWithinAFewSeeds() throws IOException, ExecutionException, InterruptedException {
        List<Mutation> quick = Mutation.in(ROOT.resolve(Mutants.FOLDER)).stream()
                .filter(mutation -> mutation.seeds() <= FEW_SEEDS)
                .toList();

        List<Mutant.Fate> fates = Mutants.run(quick, ROOT, System.out::println);

        assertThat(fates).hasSizeGreaterThan(10).allMatch(Mutant.Fate::noticed);
    }

    @Test
    void everyMutationFitsTheSourceOfToday() throws IOException {
        Set<String> rules = new HashSet<>();
        for (Mutation mutation : Mutation.in(ROOT.resolve(Mutants.FOLDER))) {
            for (Path file : mutation.files()) {
                String source = Files.readString(ROOT.resolve(file));
                assertThat(mutation.applyTo(file, source)).as(mutation.name()).isNotEqualTo(source);
            }
            assertThat(mutation.seeds()).as(mutation.name()).isBetween(1, UntilNoticed.MOST_SEEDS);
            rules.add(mutation.rule());
        }
        assertThat(rules).as("each breaks a rule of its own").hasSizeGreaterThan(40);
    }

    @Test
    void aMutationWhoseSourceHasChangedSaysSo() {
        Mutation mutation = Mutation.parse("gone", "rule: r\nfile: A.java\nseeds: 1\n----\nold\n====\nnew\n");

        Path file = Path.of("A.java");
        assertThat(mutation.applyTo(file, "a\nold\nb\n")).isEqualTo("a\nnew\nb\n");
        assertThatThrownBy(() -> mutation.applyTo(file, "a\nb\n")).hasMessageContaining("no longer fits");
        assertThatThrownBy(() -> mutation.applyTo(file, "old\nold\n")).hasMessageContaining("exactly once");
    }

    @Test
    void aRuleThatStandsInTwoFilesIsBrokenInBoth() {
        Mutation mutation = Mutation.parse(
                "two", "rule: r\nfile: A.java\nseeds: 1\n----\nold\n====\nnew\n---- B.java\nred\n====\nblue\n");

        assertThat(mutation.files()).containsExactly(Path.of("A.java"), Path.of("B.java"));
        assertThat(mutation.applyTo(Path.of("A.java"), "old\n")).isEqualTo("new\n");
        assertThat(mutation.applyTo(Path.of("B.java"), "red\n")).isEqualTo("blue\n");
    }

    @Test
    void aMutantWhoseJvmFailsHasNotBeenNoticed() {
        Mutation mutation = Mutation.parse("m", "rule: r\nfile: A.java\nseeds: 9\n----\nold\n====\nnew\n");
        Mutant mutant = new Mutant(mutation, Path.of("classes"));

        assertThat(mutant.fate(0, "every run held", 9))
                .isEqualTo(new Mutant.Fate(mutation, false, 9, "every run held"));
        assertThat(mutant.fate(0, "a warning\nnoticed 3 replicas differ", 9))
                .isEqualTo(new Mutant.Fate(mutation, true, 3, "replicas differ"));
        assertThatThrownBy(() -> mutant.fate(1, "OutOfMemoryError", 9)).hasMessageContaining("OutOfMemoryError");
        assertThatThrownBy(() -> mutant.fate(137, "", 9)).isInstanceOf(IllegalStateException.class);
    }
}
