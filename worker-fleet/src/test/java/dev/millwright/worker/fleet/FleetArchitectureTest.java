package dev.millwright.worker.fleet;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
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
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The arrows between the rooms of the fleet, and what only some of its classes may do. */
class FleetArchitectureTest {
    private static final String CORE = "dev.millwright.worker";
    private static final String ROOT = CORE + ".fleet";
    private static final String INTERNAL = ROOT + ".internal.";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void coreIsKnownByItsApiAlone() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage(CORE + ".internal..")
                .check(CLASSES);
    }

    @Test
    void lettuceAndNettyAreKnownInOneRoom() {
        noClasses()
                .that()
                .resideOutsideOfPackage(INTERNAL + "redis")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.lettuce..", "io.netty..", "reactor..", "org.reactivestreams..")
                .check(CLASSES);
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("reactor..", "org.reactivestreams..", "com.fasterxml..")
                .check(CLASSES);
    }

    @Test
    void theStoreKnowsNeitherWorkersNorHowItIsWritten() {
        DescribedPredicate<JavaClass> own = resideInAPackage(INTERNAL + "store");
        classes()
                .that(own)
                .should()
                .onlyDependOnClassesThat(own.or(resideInAPackage("java.."))
                        .or(resideInAnyPackage("org.jspecify..", "com.google.errorprone.."))
                        .or(DescribedPredicate.describe(
                                "the clock", type -> type.getName().startsWith(CORE + ".WorkerClock"))))
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage(INTERNAL + "redis")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(INTERNAL + "record", INTERNAL + "member", "tools.jackson..")
                .check(CLASSES);
    }

    @Test
    void operationsKnowTheStoreAlone() {
        noClasses()
                .that()
                .resideInAPackage(INTERNAL + "operation")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(INTERNAL + "redis", INTERNAL + "record", INTERNAL + "member")
                .check(CLASSES);
    }

    @Test
    void whatTheLastOneDoesKnowsNeitherItsMemberNorRedis() {
        noClasses()
                .that()
                .resideInAPackage(INTERNAL + "last")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(INTERNAL + "member", INTERNAL + "redis", "org.slf4j..")
                .check(CLASSES);
    }

    @Test
    void noCircleBetweenRooms() {
        slices().matching(INTERNAL + "(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void timeIsTheWorkersOrTheStores() {
        noClasses()
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .check(CLASSES);
        noClasses()
                .that()
                .doNotHaveSimpleName("HostName")
                .should()
                .callMethod(System.class, "getenv", String.class)
                .check(CLASSES);
    }

    @Test
    void noStaticStateThatChanges() {
        fields().that().areStatic().should().beFinal().check(CLASSES);
    }

    /** Monitors pin virtual threads to their carriers on JDK 21 to 23. ArchUnit doesn't see blocks. */
    @Test
    void noMonitors() throws IOException {
        Pattern comments = Pattern.compile("(?s)/\\*.*?\\*/|//[^\\n]*|\"(\\\\.|[^\"\\\\])*\"");
        try (var files = Files.walk(Path.of("src/main/java"))) {
            List<Path> offenders = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> Pattern.compile("\\bsynchronized\\b")
                            .matcher(comments.matcher(read(file)).replaceAll(""))
                            .find())
                    .toList();
            assertThat(offenders).isEmpty();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
