package dev.millwright.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.testkit.DevServer;
import dev.millwright.worker.testkit.StoredJob;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Job functions from a jar that brings other things, too. */
@Timeout(60)
class JobJarTest {
    private final DevServer server =
            DevServer.builder().fetchWait(Duration.ofMillis(100)).start();

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        server.close();
    }

    private CommandLineRun run(String... args) throws Exception {
        CompletableFuture<CommandLineRun> result = new CompletableFuture<>();
        // A thread of its own, as the context class loader of the caller is changed.
        new Thread(() -> result.complete(CommandLineRun.of(Map.of("FAKTORY_URL", server.url()), args))).start();
        return result.get(50, TimeUnit.SECONDS);
    }

    private CommandLineRun dryRun(String jobs) throws Exception {
        return run("run", "--dry-run", "--jobs", jobs);
    }

    /** What the jobtype "look" of a jar has to say, run by a worker. */
    private String lookOf(String jobs) throws Exception {
        server.push("look");
        CompletableFuture<CommandLineRun> run = CompletableFuture.supplyAsync(() -> {
            try {
                return run("run", "--jobs", jobs, "--shutdown-timeout", "100ms");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        server.await("the job has failed", now -> !now.retries().isEmpty(), Duration.ofSeconds(40));
        String pid = Long.toString(ProcessHandle.current().pid());
        new ProcessBuilder("kill", "-TERM", pid).start().waitFor();
        assertThat(run.get(50, TimeUnit.SECONDS).exitCode()).isZero();
        StoredJob failed = server.retries().get(0);
        return failed.failure().orElseThrow().message();
    }

    @Test
    void itsOwnNettyIsItsOwnAndTheWorkersIsTheWorkers() throws Exception {
        Path jar = new SourceJar(directory)
                .source("io.netty.buffer.Unpooled", """
                        package io.netty.buffer;
                        public class Unpooled {
                            public static String whose() { return "the jar's"; }
                        }
                        """)
                .module("io.netty.buffer.Unpooled.whose()")
                .write("jobs.jar");

        assertThat(lookOf(jar.toString())).isEqualTo("the jar's");
    }

    @Test
    void itsResourcesTakeThePlaceOfTheWorkers() throws Exception {
        Path jar = new SourceJar(directory)
                .file("META-INF/maven/io.netty/netty-common/pom.properties", "version=1")
                .module("java.util.Collections.list(Thread.currentThread().getContextClassLoader().getResources("
                        + "\"META-INF/maven/io.netty/netty-common/pom.properties\"))")
                .write("jobs.jar");

        assertThat(lookOf(jar.toString())).contains("jobs.jar!").doesNotContain(",");
    }

    @Test
    void whatTheApiIsMadeOfIsTheWorkers() throws Exception {
        Path jar = new SourceJar(directory)
                .source("tools.jackson.databind.JsonNode", "package tools.jackson.databind; public class JsonNode {}")
                .source("org.slf4j.Logger", "package org.slf4j; public interface Logger {}")
                .source("dev.millwright.worker.Job", "package dev.millwright.worker; public class Job {}")
                .write("others.jar");
        Path jobs = new SourceJar(directory)
                .module("java.util.stream.Stream.of(tools.jackson.databind.JsonNode.class, org.slf4j.Logger.class,"
                        + " dev.millwright.worker.Job.class)"
                        + ".allMatch(it -> it.getClassLoader() == ClassLoader.getSystemClassLoader())")
                .write("jobs.jar");

        assertThat(lookOf(jar + ":" + jobs)).isEqualTo("true");
    }

    @Test
    void aStarStandsForAllJarsOfADirectory() throws Exception {
        Path lib = Files.createDirectory(directory.resolve("lib"));
        Path library = new SourceJar(lib)
                .source("other.Library", "package other; public class Library { public static int ONE = 1; }")
                .write("library.jar");
        new SourceJar(lib).compiledAgainst(library).module("other.Library.ONE").write("jobs.JAR");
        Files.writeString(lib.resolve("notes.txt"), "no jar");

        assertThat(dryRun(lib + "/*").out()).contains("jobtypes  look");
        assertThat(lookOf(directory.resolve("lib").resolve("*").toString())).isEqualTo("1");
        assertUseless(dryRun(directory + "/*"), "there is no jar in " + directory);
        assertUseless(dryRun(directory + "/none/*"), "cannot read the directory " + directory + "/none");
        assertUseless(
                run("run", "--jobs", lib + "/jobs.JAR", lib + "/library.jar"), "write --jobs 'lib/*', with the quotes");
    }

    @Test
    void aJarForANewerJavaSaysSo() throws Exception {
        Path jar = new SourceJar(directory)
                .module("1")
                .changed(bytes -> {
                    bytes[7] = 99;
                    return bytes;
                })
                .write("jobs.jar");

        assertUseless(
                dryRun(jar.toString()),
                "some.Jobs is compiled for Java 55, and this is Java "
                        + Runtime.version().feature() + ": run a newer one, or compile with --release ");
    }

    @Test
    void aJarThatLacksWhatItNeedsSaysSo() throws Exception {
        Path library = new SourceJar(directory)
                .source("other.Base", "package other; public class Base {}")
                .write("library.jar");
        Path jar = new SourceJar(directory)
                .compiledAgainst(library)
                .source("some.Needy", "package some; public class Needy extends other.Base {}")
                .source("some.Jobs", """
                        package some;
                        public final class Jobs implements dev.millwright.worker.JobModule {
                            public void register(dev.millwright.worker.JobRegistry jobs) { new Needy(); }
                        }
                        """)
                .file("META-INF/services/dev.millwright.worker.JobModule", "some.Jobs")
                .write("jobs.jar");

        assertUseless(dryRun(jar.toString()), "NoClassDefFoundError: other/Base: name the jar that has it with --jobs");
    }

    @Test
    void aFaultOfItsOwnIsNoWrongUsage() throws Exception {
        Path jar = new SourceJar(directory)
                .source("some.Jobs", """
                        package some;
                        public final class Jobs implements dev.millwright.worker.JobModule {
                            public void register(dev.millwright.worker.JobRegistry jobs) { throw new AssertionError("no"); }
                        }
                        """)
                .file("META-INF/services/dev.millwright.worker.JobModule", "some.Jobs")
                .write("jobs.jar");

        CommandLineRun run = dryRun(jar.toString());
        assertThat(run.exitCode()).isEqualTo(70);
        assertThat(run.errLines().get(0)).isEqualTo("millwright: some.Jobs failed: java.lang.AssertionError: no");
        assertThat(run.err()).contains("at some.Jobs.register(Jobs.java:3)");
    }

    private static void assertUseless(CommandLineRun run, String message) {
        assertThat(run.errLines())
                .singleElement()
                .asString()
                .startsWith("millwright: ")
                .contains(message);
        assertThat(run.exitCode()).isEqualTo(2);
    }
}
