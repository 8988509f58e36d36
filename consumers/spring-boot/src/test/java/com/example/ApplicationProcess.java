package com.example;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged application as a process, killed by {@link #close} if it still runs. For one thread. */
final class ApplicationProcess implements AutoCloseable {
    private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

    private final Process process;
    private final StringBuilder printed = new StringBuilder();
    private final CompletableFuture<String> rest;
    private final int port;

    private ApplicationProcess(Process process) throws IOException {
        this.process = process;
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        int found = 0;
        String line = "";
        while (!line.contains("Started Application")) {
            line = output.readLine();
            assertTrue(line != null, () -> "it has started; it said: " + printed);
            printed.append(line).append('\n');
            Matcher matcher = PORT.matcher(line);
            found = matcher.find() ? Integer.parseInt(matcher.group(1)) : found;
        }
        this.port = found;
        this.rest = CompletableFuture.supplyAsync(() -> readAll(output));
    }

    static ApplicationProcess start(String server) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder = new ProcessBuilder(java, "-XX:TieredStopAtLevel=1", "-jar", System.getProperty("application.jar"))
                .redirectErrorStream(true);
        builder.environment().put("FAKTORY_URL", server);
        builder.environment().put("SERVER_PORT", "0"); // any that is free
        return new ApplicationProcess(builder.start());
    }

    URI uri(String path) {
        return URI.create("http://localhost:" + port + path);
    }

    /** Sends SIGTERM. {@link Process#destroy} would also close the stream of what it prints. */
    void terminate() {
        process.toHandle().destroy();
    }

    int exitCode() throws InterruptedException {
        assertTrue(process.waitFor(1, TimeUnit.MINUTES), "it ends");
        return process.exitValue();
    }

    /** What it has printed, once it has ended. */
    String output() {
        return printed + rest.join();
    }

    private static String readAll(BufferedReader output) {
        StringBuilder text = new StringBuilder();
        try {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                text.append(line).append('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
