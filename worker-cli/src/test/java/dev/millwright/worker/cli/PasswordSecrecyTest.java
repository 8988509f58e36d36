package dev.millwright.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.Worker;
import dev.millwright.worker.testkit.DevServer;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/**
 * No way in which something can go wrong shows the password: not in a message, a stack, a cause, a toString, on the
 * terminal or in a log at its finest level. Each way is tried with many odd passwords, escaped and as they are.
 */
class PasswordSecrecyTest {
    /** Part of each password, on both sides of whatever could split it. */
    private static final String WORD = "s3cr3t";

    private static final List<String> PASSWORDS = Stream.of(
                    "X",
                    "X@X",
                    "X/X",
                    "X#X",
                    "X?X",
                    "X%X",
                    "X%41X",
                    "X%FFX",
                    "X:X",
                    "X X",
                    "X'X",
                    "X\"X",
                    "'X'",
                    "X\nX",
                    "X\u0000X",
                    "\u00fcX",
                    "${X}",
                    "$1X\\",
                    "<X>",
                    "[X]",
                    "X[X",
                    "@X",
                    "X@",
                    ":X",
                    "X:",
                    "X://X",
                    "//X",
                    "tcp://X",
                    "X@localhost:1",
                    "-X",
                    "--server=X",
                    "X=X",
                    "X\u200b")
            .map(form -> form.replace("X", WORD))
            .toList();

    private static DevServer locked;
    private static DevServer encrypted;
    private static ServerSocket stranger;

    private final Log log = new Log();

    /** Something that goes wrong with a password in it; returns all that it says. */
    private interface Way {
        String tell(String password) throws Exception;
    }

    /** Keeps what is logged, with all stacks. */
    private static final class Log extends AppenderBase<ILoggingEvent> {
        final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();

        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getFormattedMessage() + event.getMDCPropertyMap());
            if (event.getThrowableProxy() != null) {
                lines.add(ThrowableProxyUtil.asString(event.getThrowableProxy()));
            }
        }
    }

    @BeforeAll
    static void startServers() throws Exception {
        locked = DevServer.builder().password("another").start();
        X509Bundle certificate = new CertificateBuilder()
                .ecp256()
                .subject("CN=test")
                .addSanDnsName("example.org")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(certificate.toKeyManagerFactory().getKeyManagers(), null, null);
        encrypted = DevServer.builder().tls(tls).start();
        stranger = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread talks = new Thread(PasswordSecrecyTest::talk, "stranger");
        talks.setDaemon(true);
        talks.start();
    }

    /** What answers on some port, but is no Faktory server. */
    private static void talk() {
        while (true) {
            try (Socket socket = stranger.accept()) {
                socket.getOutputStream().write("SSH-2.0-OpenSSH_9.2\r\n".getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    @AfterAll
    static void stopServers() throws IOException {
        locked.close();
        encrypted.close();
        stranger.close();
    }

    @BeforeEach
    void listen() {
        Logger root = root();
        log.setContext(root.getLoggerContext());
        log.start();
        root.addAppender(log);
        root.setLevel(Level.TRACE);
    }

    @AfterEach
    void stopListening() {
        root().detachAppender(log);
        root().setLevel(Level.INFO);
    }

    private static Logger root() {
        return ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(Logger.ROOT_LOGGER_NAME);
    }

    static Stream<Arguments> ways() {
        return Stream.of(
                way("no URL", password -> parse(password)),
                way("no scheme", password -> parse(":" + password + "@localhost")),
                way("another scheme", password -> parse("redis://:" + password + "@localhost")),
                way("no slashes", password -> parse("tcp:" + password + "@localhost")),
                way("a quoted URL", password -> parse("'tcp://:" + password + "@localhost'")),
                way("an unescaped password", password -> parse("tcp://:" + password + "@localhost")),
                way("an unescaped user", password -> parse("tcp://" + password + ":x@localhost")),
                way("no host", password -> parse("tcp://:" + password + "@")),
                way("no @", password -> parse("tcp://:" + password)),
                way("a bad host", password -> parse("tcp://:" + escaped(password) + "@a b")),
                way("a bad address", password -> parse("tcp://:" + escaped(password) + "@[x]")),
                way("a bad port", password -> parse("tcp://:" + escaped(password) + "@localhost:99999")),
                way("two URLs", password -> parse("tcp://:" + password + "@a,tcp://:" + password + "@b")),
                way("a provider", password -> environment(Map.of("FAKTORY_PROVIDER", "tcp://:" + password + "@host"))),
                way("a provider, escaped", password -> environment(Map.of("FAKTORY_PROVIDER", url(password)))),
                way("a provided URL", password -> environment(Map.of("FAKTORY_PROVIDER", "P", "P", password + "@x"))),
                way("a variable", password -> environment(Map.of("FAKTORY_URL", "redis://:" + password + "@host"))),
                way("nothing listens", password -> connect("tcp://localhost:1", password)),
                way("an unknown host", password -> connect("tcp://no-such-host.invalid", password)),
                way("the wrong password", password -> connect("tcp://localhost:" + locked.port(), password)),
                way("no Faktory server", password -> connect("tcp://localhost:" + stranger.getLocalPort(), password)),
                way("TLS to a stranger", password -> connect("tcp+tls://localhost:" + locked.port(), password)),
                way("an untrusted server", password -> connect("tcp+tls://localhost:" + encrypted.port(), password)),
                way("no CA file", password -> connect("tcp+tls://localhost:" + encrypted.port(), password, "/no.pem")),
                way("a test's server", password -> {
                    try (DevServer server =
                            DevServer.builder().password(password).start()) {
                        return server + " " + server.commands() + server.faults();
                    }
                }),
                way("--server", password -> run(Map.of(), "info", "--server", "tcp://:" + password + "@localhost:x")),
                way("--server=", password -> run(Map.of(), "info", "--server=redis://:" + password + "@localhost")),
                way("-s in a command", password -> run(Map.of(), "queues", "-s", ":" + password, "pause", "x")),
                way("--sever", password -> run(Map.of(), "info", "--sever=tcp://:" + password + "@localhost")),
                way("--sever X", password -> run(Map.of(), "info", "--sever", "tcp://:" + password + "@localhost")),
                way("an argument", password -> run(Map.of(), "info", "tcp://:" + password + "@localhost")),
                way("no scheme", password -> run(Map.of(), "info", "me:" + password + "@localhost")),
                way("a URL as a queue", password -> run(Map.of(), "push", "-q", "tcp://:" + password + "@x", "job")),
                way("a URL as a number", password -> run(Map.of(), "run", "-c", "tcp://:" + password + "@x")),
                way(
                        "MILLWRIGHT_SERVER",
                        password -> run(Map.of("MILLWRIGHT_SERVER", "x://:" + password + "@y"), "info")),
                way(
                        "FAKTORY_URL",
                        password -> run(Map.of("FAKTORY_URL", "tcp://:" + password + "@[y]"), "run", "--sample-jobs")),
                way(
                        "FAKTORY_PROVIDER",
                        password -> run(Map.of("FAKTORY_PROVIDER", "tcp://:" + password + "@y"), "info")),
                way("refused", password -> run(Map.of(), "info", "--server", url(password))),
                way(
                        "a worker's log",
                        password -> run(
                                Map.of(),
                                "run",
                                "--sample-jobs",
                                "--server",
                                url(password),
                                "--startup-timeout",
                                "0s")),
                way(
                        "the wrong password on the command line",
                        password -> run(
                                Map.of(),
                                "info",
                                "--server",
                                "tcp://:" + escaped(password) + "@localhost:" + locked.port())),
                way(
                        "a server that cannot listen",
                        password -> run(Map.of(), "server", "--password", password, "--port", "" + locked.port())),
                way("--pasword=", password -> run(Map.of(), "server", "--pasword=" + password)));
    }

    private static Arguments way(String name, Way way) {
        return arguments(name, way);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ways")
    void thePasswordIsNotShown(String name, Way way) throws Exception {
        for (String password : PASSWORDS) {
            log.lines.clear();

            assertThat(way.tell(password))
                    .as("said of %s", password)
                    .isNotBlank()
                    .doesNotContain(WORD);

            assertThat(String.join("\n", log.lines))
                    .as("logged of %s", password)
                    .doesNotContain(WORD);
        }
    }

    private static String escaped(String password) {
        return URLEncoder.encode(password, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** A well written one, of a server where nothing listens. */
    private static String url(String password) {
        return "tcp://me:" + escaped(password) + "@localhost:1";
    }

    private static String parse(String url) {
        try {
            return ServerAddress.parse(url).toString().replace(WORD, "a host's name, for want of an @");
        } catch (IllegalArgumentException e) {
            return all(e);
        }
    }

    private static String environment(Map<String, String> variables) {
        try {
            return ServerAddress.fromEnvironment(variables::get).toString();
        } catch (IllegalArgumentException e) {
            return all(e);
        }
    }

    /** What client and worker say of it. */
    private static String connect(String url, String password, String... caFile) throws InterruptedException {
        ServerAddress address = ServerAddress.parse(url.replace("://", "://me:" + escaped(password) + "@"));
        assertThat(address.password()).contains(password);
        for (String file : caFile) {
            address = address.withCaFile(Path.of(file));
        }
        StringBuilder said = new StringBuilder(address + " ");
        try (FaktoryClient client = FaktoryClient.connect(address)) {
            said.append(client).append(client.address()).append(client.info());
        } catch (RuntimeException e) {
            said.append(all(e));
        }
        Worker.Builder builder =
                Worker.builder().server(address).startupTimeout(Duration.ZERO).register("job", context -> {});
        try (Worker worker = builder.build()) {
            said.append(worker).append(worker.status());
            worker.start();
        } catch (RuntimeException e) {
            said.append(all(e));
        }
        return said.toString();
    }

    private static String run(Map<String, String> environment, String... args) {
        StringWriter output = new StringWriter();
        PrintWriter writer = new PrintWriter(output, true);
        int exitCode = WorkerMain.execute(args, jobs -> {}, environment::get, writer, writer);
        assertThat(exitCode).as(Arrays.toString(args) + output).isIn(2, 3);
        return output.toString();
    }

    /** Messages and stacks of an exception and all that hang from it. */
    private static String all(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }
}
