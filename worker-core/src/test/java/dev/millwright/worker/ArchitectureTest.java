package dev.millwright.worker;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameStartingWith;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * The arrows of the house: {@code run → net → protocol → values of the public API}, and the few things
 * that only one named class may do.
 */
class ArchitectureTest {
    private static final String ROOT = "dev.millwright.worker";
    private static final String PROTOCOL = ROOT + ".internal.protocol..";
    private static final String NET = ROOT + ".internal.net..";
    private static final String RUN = ROOT + ".internal.run..";
    private static final String PLATFORM = ROOT + ".internal.platform..";

    /** What the values of the API may use from inside: a mapper and its limits, ids, text in one line, the environment. */
    private static final DescribedPredicate<JavaClass> SMALL_TOOLS = name(ROOT + ".internal.protocol.Json")
            .or(name(ROOT + ".internal.protocol.ClosedModules"))
            .or(name(ROOT + ".internal.protocol.JobId"))
            .or(name(ROOT + ".internal.platform.LogText"))
            .or(name(ROOT + ".internal.net.Environment"))
            .forSubtype();

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void protocolKnowsBytesButNoSockets() {
        noClasses()
                .that()
                .resideInAPackage(PROTOCOL)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.netty.channel..", "io.netty.bootstrap..", "io.netty.handler..", NET, RUN)
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void netKnowsNothingOfJobsThatRun() {
        noClasses()
                .that()
                .resideInAPackage(NET)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(RUN)
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void platformKnowsNothingOfTheRestButWhatAClockIs() {
        DescribedPredicate<JavaClass> clock = simpleNameStartingWith("WorkerClock");
        noClasses()
                .that()
                .resideInAPackage(PLATFORM)
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.netty..", PROTOCOL, NET, RUN, ROOT)
                        .and(DescribedPredicate.not(outermost(clock))))
                .check(CLASSES);
    }

    /** What a logger throws must not end what logs. */
    @Test
    void allLogThroughTheLoggerThatNeverThrows() {
        noClasses()
                .that()
                .resideOutsideOfPackage(PLATFORM)
                .should()
                .dependOnClassesThat()
                .areAssignableTo(LoggerFactory.class)
                .check(CLASSES);
    }

    @Test
    void runKnowsNothingOfNetty() {
        noClasses()
                .that()
                .resideInAPackage(RUN)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void onlyTheAssemblingClassesOfTheApiReachInside() {
        DescribedPredicate<JavaClass> assembling =
                simpleNameStartingWith("Worker").or(simpleNameStartingWith("FaktoryClient"));
        noClasses()
                .that()
                .resideInAPackage(ROOT)
                .and(DescribedPredicate.not(outermost(assembling)))
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + ".internal..").and(DescribedPredicate.not(SMALL_TOOLS)))
                .check(CLASSES);
    }

    @Test
    void oneClassReadsTheClocks() {
        noClasses()
                .that(DescribedPredicate.not(name(ROOT + ".internal.platform.SystemClock")))
                .should()
                .accessTargetWhere(target(System.class, "currentTimeMillis|nanoTime")
                        .or(target(Instant.class, "now"))
                        .or(target(Clock.class, "system.*"))
                        .or(target(InstantSource.class, "system")))
                .check(CLASSES);
    }

    @Test
    void oneClassReadsTheEnvironment() {
        noClasses()
                .that(DescribedPredicate.not(name(ROOT + ".internal.net.Environment")))
                .should()
                .accessTargetWhere(target(System.class, "getenv"))
                .check(CLASSES);
    }

    @Test
    void noStaticStateThatChanges() {
        fields().that().areStatic().should().beFinal().allowEmptyShould(true).check(CLASSES);
    }

    /** Monitors pin virtual threads to their carriers on JDK 21 to 23. ArchUnit doesn't see blocks. */
    @Test
    void noMonitors() throws IOException {
        try (var files = Files.walk(Path.of("src/main/java"))) {
            List<Path> offenders = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(ArchitectureTest::usesMonitors)
                    .toList();
            assertThat(offenders).isEmpty();
        }
    }

    private static final Pattern COMMENT_OR_TEXT = Pattern.compile("(?s)/\\*.*?\\*/|//[^\\n]*|\"(\\\\.|[^\"\\\\])*\"");

    private static boolean usesMonitors(Path file) {
        try {
            String code = COMMENT_OR_TEXT.matcher(Files.readString(file)).replaceAll("");
            return Pattern.compile("\\bsynchronized\\b").matcher(code).find();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Calls and method references of methods of a class. */
    private static DescribedPredicate<JavaAccess<?>> target(Class<?> owner, String methods) {
        Pattern pattern = Pattern.compile(methods);
        return DescribedPredicate.describe(
                "target is " + owner.getSimpleName() + "." + methods,
                access -> access.getTargetOwner().isEquivalentTo(owner)
                        && pattern.matcher(access.getTarget().getName()).matches());
    }

    private static DescribedPredicate<JavaClass> outermost(DescribedPredicate<JavaClass> predicate) {
        return DescribedPredicate.describe("belong to " + predicate.getDescription(), type -> {
            JavaClass outer = type;
            while (outer.getEnclosingClass().isPresent()) {
                outer = outer.getEnclosingClass().get();
            }
            return predicate.test(outer);
        });
    }
}
