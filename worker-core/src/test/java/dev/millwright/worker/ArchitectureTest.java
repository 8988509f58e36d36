package dev.millwright.worker;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameStartingWith;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * The arrows between the rooms of the house, and the few things that only one named class may do.
 */
class ArchitectureTest {
    private static final String ROOT = "dev.millwright.worker";
    private static final String INTERNAL = ROOT + ".internal.";
    private static final String PLATFORM = INTERNAL + "platform..";

    /** The classes of the API that make the parts inside. */
    private static final DescribedPredicate<JavaClass> ASSEMBLING =
            oneOf(Worker.class, WorkerClock.class, FaktoryClient.class);

    /** What the values of the API may use from inside: JSON, ids, text, stacks, the environment, a process's end. */
    private static final DescribedPredicate<JavaClass> SMALL_TOOLS = name(ROOT + ".internal.protocol.Json")
            .or(name(ROOT + ".internal.protocol.ClosedModules"))
            .or(name(ROOT + ".internal.protocol.JobId"))
            .or(name(ROOT + ".internal.job.Backtrace"))
            .or(name(ROOT + ".internal.platform.LogText"))
            .or(name(ROOT + ".internal.platform.Environment"))
            .or(name(ROOT + ".internal.platform.ProcessEnd"))
            .forSubtype();

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    /** The rooms behind the API, and which others each may use: the arrows of docs/internals.md. */
    private static final Map<String, Set<String>> ROOMS = Map.ofEntries(
            room(
                    "run",
                    "stats",
                    "control",
                    "pool",
                    "job",
                    "report",
                    "pulse",
                    "config",
                    "client",
                    "net",
                    "net.loop",
                    "protocol",
                    "platform"),
            room("stats", "pool", "job", "report", "config", "platform"),
            room("control", "report", "pulse", "net", "net.loop", "protocol", "platform"),
            room("pool", "job", "report", "pulse", "config", "net", "net.loop", "protocol", "platform"),
            room("job", "report", "config", "protocol", "platform"),
            room("report", "net", "protocol", "platform"),
            room("pulse", "net", "net.loop", "protocol", "platform"),
            room("config", "platform"),
            room("client", "net", "net.loop", "protocol", "platform"),
            room("net", "net.loop", "protocol", "platform"),
            room("net.loop", "platform"),
            room("protocol", "platform"),
            room("platform"));

    private static Map.Entry<String, Set<String>> room(String name, String... mayUse) {
        return Map.entry(name, Set.of(mayUse));
    }

    private static Optional<String> roomOf(JavaClass type) {
        String name = type.getPackageName();
        return name.startsWith(INTERNAL) ? Optional.of(name.substring(INTERNAL.length())) : Optional.empty();
    }

    @Test
    void eachRoomUsesOnlyThoseItMay() {
        Set<String> seen = new TreeSet<>();
        List<String> breaches = new ArrayList<>();
        for (JavaClass type : CLASSES) {
            roomOf(type).ifPresent(room -> {
                seen.add(room);
                Set<String> allowed = ROOMS.getOrDefault(room, Set.of());
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                    roomOf(dependency.getTargetClass())
                            .filter(other -> !other.equals(room) && !allowed.contains(other))
                            .ifPresent(other -> breaches.add(dependency.getDescription()));
                }
            });
        }
        assertThat(breaches).isEmpty();
        assertThat(seen).as("rooms that exist").isEqualTo(ROOMS.keySet());
    }

    @Test
    void noCircleBetweenRooms() {
        slices().matching(INTERNAL + "(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void nettyIsKnownWhereBytesAndConnectionsAre() {
        noClasses()
                .that()
                .resideOutsideOfPackages(INTERNAL + "net..", INTERNAL + "protocol..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage(INTERNAL + "protocol..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.netty.channel..", "io.netty.bootstrap..", "io.netty.handler..")
                .check(CLASSES);
    }

    @Test
    void platformKnowsNothingOfTheApiButWhatAClockIs() {
        DescribedPredicate<JavaClass> clock = simpleNameStartingWith("WorkerClock");
        noClasses()
                .that()
                .resideInAPackage(PLATFORM)
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT).and(DescribedPredicate.not(outermost(clock))))
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
    void onlyTheAssemblingClassesOfTheApiReachInside() {
        noClasses()
                .that()
                .resideInAPackage(ROOT)
                .and(DescribedPredicate.not(outermost(ASSEMBLING)))
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
                .that(DescribedPredicate.not(name(ROOT + ".internal.platform.Environment")))
                .should()
                .accessTargetWhere(target(System.class, "getenv"))
                .check(CLASSES);
    }

    @Test
    void noStaticStateThatChanges() {
        fields().that().areStatic().should().beFinal().check(CLASSES);
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

    private static DescribedPredicate<JavaClass> oneOf(Class<?>... types) {
        return DescribedPredicate.describe(
                "be one of " + Arrays.toString(types),
                type -> Arrays.stream(types).anyMatch(type::isEquivalentTo));
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
