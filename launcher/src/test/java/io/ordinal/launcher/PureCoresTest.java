package io.ordinal.launcher;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The root packages hold values and state machines only: time, chance and the world come in as arguments. That is what
 * lets the simulator run the production cores in one thread from one seed.
 */
@AnalyzeClasses(packages = "io.ordinal", importOptions = DoNotIncludeTests.class)
class PureCoresTest {
    private static final String[] PURE = {
        "io.ordinal.ring", "io.ordinal.protocol", "io.ordinal.sequencer", "io.ordinal.node", "io.ordinal.rebalancer"
    };

    /** All that a pure class may be made of. A file, a socket, a logger or a library is simply not in here. */
    private static final String[] MATERIAL = {
        "io.ordinal..",
        "java.lang",
        "java.lang.annotation",
        "java.lang.invoke",
        "java.lang.runtime",
        "java.math",
        "java.nio",
        "java.nio.charset",
        "java.time",
        "java.util",
        "java.util.concurrent",
        "java.util.function",
        "java.util.random",
        "java.util.regex",
        "java.util.stream",
        "java.util.zip",
        "net.openhft.hashing",
        "org.jspecify.annotations"
    };

    /** What those packages hold that has a thread, a clock or a die of its own, or an order that changes by the run. */
    private static final List<String> IMPURE = List.of(
            "java\\.lang\\.(Thread.*|InheritableThreadLocal|Process.*|Runtime)",
            "java\\.time\\.(Clock|InstantSource).*",
            "java\\.util\\.(Timer.*|Random|Scanner|IdentityHashMap|WeakHashMap)",
            "java\\.util\\.concurrent\\.(?!(CompletionStage|CompletableFuture|CompletionException|TimeUnit)$).*");

    @ArchTest
    static final ArchRule they_do_not_know_their_shells = noPureClass()
            .should()
            .dependOnClassesThat(resideInAPackage("io.ordinal..").and(resideOutsideOfPackages(PURE)));

    @ArchTest
    static final ArchRule they_are_made_of_values_and_collections = noPureClass()
            .should()
            .dependOnClassesThat(describe(
                    "are not pure material",
                    type -> !type.getBaseComponentType().isPrimitive()
                            && resideOutsideOfPackages(MATERIAL).test(type.getBaseComponentType())));

    @ArchTest
    static final ArchRule they_have_no_thread_clock_or_die = noPureClass()
            .should()
            .dependOnClassesThat(describe(
                    "have a thread, a clock or a die", type -> IMPURE.stream().anyMatch(type.getName()::matches)));

    @ArchTest
    static final ArchRule they_ask_nobody_for_the_time = noPureClass()
            .should()
            .accessTargetWhere(member("java\\.lang\\.System", "(?!arraycopy$|identityHashCode$).*"))
            .orShould()
            .accessTargetWhere(member("java\\.time\\..*", "now"))
            .orShould()
            .accessTargetWhere(member("java\\.util\\.concurrent\\.CompletableFuture", "orTimeout|completeOnTimeout"));

    @ArchTest
    static final ArchRule they_throw_no_dice = noPureClass()
            .should()
            .accessTargetWhere(member("java\\.util\\.UUID", "randomUUID"))
            .orShould()
            .accessTargetWhere(member("java\\.lang\\.Math", "random"))
            .orShould()
            .accessTargetWhere(member("java\\.util\\.Collections", "shuffle"))
            .orShould()
            .accessTargetWhere(member("java\\.util\\.random\\.RandomGenerator.*", "of|getDefault"))
            .orShould()
            .callConstructor(SplittableRandom.class);

    @ArchTest
    static final ArchRule they_start_and_wait_for_nothing = noPureClass()
            .should()
            .accessTargetWhere(member("java\\.util\\.concurrent\\.CompletableFuture", ".*Async|get|join"))
            .orShould()
            .accessTargetWhere(member("java\\.util\\..*", "parallel|parallelStream"))
            .orShould()
            .accessTargetWhere(member("java\\.lang\\.Object", "wait|notify|notifyAll"));

    private static GivenClassesConjunction noPureClass() {
        return noClasses().that().resideInAnyPackage(PURE);
    }

    /** Calls of, and references to, members of this name. Both are regular expressions. */
    private static DescribedPredicate<JavaAccess<?>> member(String owner, String name) {
        return describe(
                "target " + owner + "." + name,
                access -> access.getTargetOwner().getName().matches(owner)
                        && access.getName().matches(name));
    }
}
