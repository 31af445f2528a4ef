package io.ordinal.launcher;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import picocli.CommandLine.Command;

/** The house plan: which module sees which, and where each technology lives. */
@AnalyzeClasses(packages = "io.ordinal", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    /** A module, and those it may see besides itself. */
    private record Module(String name, List<String> seen) {}

    /** A technology: the one package name that may use it, and the packages that its classes come in. */
    private record Technology(String packageName, List<String> libraries) {}

    private static final List<Module> MODULES = List.of(
            new Module("faults", List.of()),
            new Module("ring", List.of()),
            new Module("protocol", List.of("ring")),
            new Module("sequencer", List.of("ring", "protocol")),
            new Module("node", List.of("ring", "protocol")),
            new Module("rebalancer", List.of("ring", "protocol")),
            new Module("client", List.of("ring", "protocol")),
            new Module("repl", List.of("ring", "protocol", "client")),
            new Module("webserver", List.of("ring", "protocol", "client")),
            new Module("simulator", List.of("ring", "protocol", "sequencer", "node", "rebalancer", "client")));

    private static final List<Technology> TECHNOLOGIES = List.of(
            new Technology("zookeeper", List.of("org.apache.zookeeper..", "org.apache.curator..")),
            new Technology("netty", List.of("io.netty..")),
            new Technology(
                    "chronicle", List.of("net.openhft.chronicle..", "net.openhft.affinity..", "net.openhft.posix..")),
            new Technology("rocksdb", List.of("org.rocksdb..")),
            new Technology("jline", List.of("org.jline..")),
            new Technology("vertx", List.of("io.vertx..")));

    /** Sub-packages named after what they touch, where that is the JDK or a library that is seen more widely. */
    private static final List<String> OTHER_SUB_PACKAGES =
            List.of("thread", "tcp", "file", "jackson", "csv", "micrometer");

    @ArchTest
    static void a_module_sees_only_the_modules_below_it(JavaClasses all) {
        for (Module module : MODULES) {
            String[] allowed = Stream.concat(Stream.of(module.name()), module.seen().stream())
                    .map(name -> "io.ordinal." + name + "..")
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage("io.ordinal." + module.name() + "..")
                    .should()
                    .dependOnClassesThat(resideInAPackage("io.ordinal..").and(resideOutsideOfPackages(allowed)))
                    .check(all);
        }
    }

    @ArchTest
    static final ArchRule modules_and_their_rooms_form_no_cycle =
            slices().matching("io.ordinal.(**)").should().beFreeOfCycles();

    @ArchTest
    static void a_technology_lives_in_the_packages_named_after_it(JavaClasses all) {
        for (Technology technology : TECHNOLOGIES) {
            noClasses()
                    .that()
                    .resideOutsideOfPackage("io.ordinal.*." + technology.packageName())
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(technology.libraries().toArray(String[]::new))
                    .check(all);
        }
    }

    @ArchTest
    static void a_room_of_a_module_is_named_after_its_technology(JavaClasses all) {
        List<String> rooms = new ArrayList<>();
        MODULES.forEach(module -> rooms.add("io.ordinal." + module.name()));
        TECHNOLOGIES.forEach(technology -> rooms.add("io.ordinal.*." + technology.packageName()));
        OTHER_SUB_PACKAGES.forEach(name -> rooms.add("io.ordinal.*." + name));
        rooms.addAll(List.of(
                "io.ordinal.repl.transfer", "io.ordinal.simulator..", "io.ordinal.launcher..", "io.ordinal.bench.."));
        classes().should().resideInAnyPackage(rooms.toArray(String[]::new)).check(all);
    }

    /** Nodes share a process under {@code ordinal up}: one that fails stops itself, never the others. */
    /** All commands are made before one of them runs, and the first logger decides where everything is logged. */
    @ArchTest
    static final ArchRule a_command_has_no_logger = noFields()
            .that()
            .areDeclaredInClassesThat()
            .areAnnotatedWith(Command.class)
            .should()
            .haveRawType(Logger.class);

    @ArchTest
    static final ArchRule only_the_command_ends_the_process = noClasses()
            .that()
            .doNotHaveFullyQualifiedName(OrdinalCommand.class.getName())
            .and()
            .resideOutsideOfPackage("io.ordinal.bench..")
            .should()
            .callMethod(System.class, "exit", int.class)
            .orShould()
            .callMethod(Runtime.class, "exit", int.class)
            .orShould()
            .callMethod(Runtime.class, "halt", int.class);
}
