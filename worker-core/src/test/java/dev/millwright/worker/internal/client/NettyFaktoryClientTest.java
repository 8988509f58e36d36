package dev.millwright.worker.internal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.entry;

import dev.millwright.worker.FaktoryAuthenticationException;
import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.FaktoryConnectionException;
import dev.millwright.worker.FaktoryServerException;
import dev.millwright.worker.Job;
import dev.millwright.worker.Mutation;
import dev.millwright.worker.MutationFilter;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.net.Connector;
import dev.millwright.worker.internal.net.ScriptedServer;
import dev.millwright.worker.internal.net.ThisProcess;
import dev.millwright.worker.internal.net.Transport;
import dev.millwright.worker.internal.net.loop.IoThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Over real sockets, against a server that says what each test needs. */
@Timeout(60)
class NettyFaktoryClientTest {
    private static final Duration GENEROUS = Duration.ofSeconds(30);

    private static FaktoryClient client(ScriptedServer server) {
        return NettyFaktoryClient.open(server.address(), GENEROUS);
    }

    @Test
    void sendsEachCommandOnOneConnection() throws Exception {
        BlockingQueue<String> commands = new LinkedBlockingQueue<>();
        CompletableFuture<String> hello = new CompletableFuture<>();
        try (ScriptedServer server = ScriptedServer.start(
                        peer -> {
                            hello.complete(peer.accept());
                            for (String command = peer.read(); !command.equals("END"); command = peer.read()) {
                                commands.add(command);
                                peer.send("+OK\r\n");
                            }
                        },
                        peer -> {
                            throw new AssertionError("a second connection");
                        });
                FaktoryClient client = client(server)) {
            Job job = Job.of("hello", "world");

            assertThat(client.push(job)).isEqualTo(job.jid());
            client.pauseQueues("a", "b");
            client.resumeQueues("*");
            client.removeQueues("a");
            client.mutate(new Mutation(Mutation.Command.REQUEUE, Mutation.Target.DEAD, MutationFilter.ALL));
            client.flush();

            assertThat(hello.join()).doesNotContain("\"wid\"");
            assertThat(commands.poll()).startsWith("PUSH {\"jid\":\"" + job.jid() + "\"");
            assertThat(commands)
                    .containsExactly(
                            "QUEUE PAUSE a b",
                            "QUEUE RESUME *",
                            "QUEUE REMOVE a",
                            "MUTATE {\"cmd\":\"requeue\",\"target\":\"dead\"}",
                            "FLUSH");
            assertThat(client.address()).hasToString(server.address().toString());
        }
    }

    @Test
    void readsWhatTheServerSays() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
                    peer.accept();
                    peer.expect("PUSHB [{");
                    peer.send("$25\r\n{\"12345678\":\"not unique\"}\r\n");
                    peer.expect("INFO");
                    peer.send("$30\r\n{\"faktory\":{\"total_queues\":3}}\r\n");
                    peer.expect("QUEUE LATENCY a b");
                    peer.send("$17\r\n{\"a\":1.5,\"b\":0.0}\r\n");
                    peer.readToEnd();
                });
                FaktoryClient client = client(server)) {
            assertThat(client.pushBulk(List.of())).isEmpty();
            assertThat(client.pushBulk(List.of(Job.builder("x").jid("12345678").build())))
                    .containsExactly(entry("12345678", "not unique"));
            assertThat(client.info().path("faktory").path("total_queues").intValue())
                    .isEqualTo(3);
            assertThat(client.queueLatency("a", "b"))
                    .containsExactly(entry("a", Duration.ofMillis(1_500)), entry("b", Duration.ZERO));
        }
    }

    @Test
    void anErrorOfTheServerIsThrownAndLeavesTheConnectionAsItIs() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
                    peer.accept();
                    peer.expect("PUSH");
                    peer.send("-NOTUNIQUE Job not unique\r\n");
                    peer.expect("FLUSH");
                    peer.send("+OK\r\n");
                    peer.readToEnd();
                });
                FaktoryClient client = client(server)) {
            assertThatExceptionOfType(FaktoryServerException.class)
                    .isThrownBy(() -> client.push(Job.of("x")))
                    .withMessage("Job not unique")
                    .satisfies(e -> assertThat(e.code()).isEqualTo("NOTUNIQUE"));
            client.flush();
        }
    }

    @Test
    void aJobThatTheServerWouldRefuseIsNotSent() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
                    throw new AssertionError("connected");
                });
                FaktoryClient client = client(server)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> client.push(Job.received("x").jid("short").build()));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> client.pushBulk(
                            List.of(Job.of("x"), Job.received("x").queue("a b").build())));
            assertThatIllegalArgumentException().isThrownBy(client::pauseQueues);
        }
    }

    @Test
    void connectsAgainAfterTheServerHungUp() throws Exception {
        CountDownLatch hungUp = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.start(
                        peer -> {
                            peer.accept();
                            peer.expect("FLUSH");
                            peer.send("+OK\r\n");
                            peer.expect("PUSH");
                            hungUp.countDown();
                        },
                        peer -> {
                            peer.accept();
                            peer.answerAll("+OK\r\n");
                        });
                FaktoryClient client = client(server)) {
            client.flush();
            assertThatExceptionOfType(FaktoryConnectionException.class)
                    .as("it may have arrived, so it is not sent again")
                    .isThrownBy(() -> client.push(Job.of("x")))
                    .withMessageContaining(server.address().toString())
                    .satisfies(e -> assertThat(e.getStackTrace())
                            .as("the caller's stack")
                            .anyMatch(frame ->
                                    frame.getClassName().startsWith(getClass().getName())));

            client.push(Job.of("x"));
        }
    }

    @Test
    void manyThreadsShareTheConnectionAndEachGetsItsOwnReply() throws Exception {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (ScriptedServer server = ScriptedServer.start(
                        peer -> {
                            peer.accept();
                            for (String line = peer.read(); !line.equals("END"); line = peer.read()) {
                                String queue = line.substring("QUEUE LATENCY ".length());
                                seen.add(queue);
                                String json = "{\"" + queue + "\":1}";
                                peer.send("$" + json.length() + "\r\n" + json + "\r\n");
                            }
                        },
                        peer -> {
                            throw new AssertionError("a second connection");
                        });
                FaktoryClient client = client(server)) {
            List<Future<?>> callers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                int caller = i;
                callers.add(threads.submit(() -> {
                    for (int n = 0; n < 200; n++) {
                        String queue = "q" + caller + "-" + n;
                        assertThat(client.queueLatency(queue)).containsOnlyKeys(queue);
                    }
                }));
            }
            for (Future<?> caller : callers) {
                caller.get(30, TimeUnit.SECONDS);
            }
            assertThat(seen).hasSize(1_600);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aServerThatDoesNotAnswerInTimeCostsTheConnection() throws Exception {
        CompletableFuture<String> rest = new CompletableFuture<>();
        try (ScriptedServer server = ScriptedServer.start(
                        peer -> {
                            peer.accept();
                            peer.expect("FLUSH");
                            rest.complete(peer.readToEnd());
                        },
                        peer -> {
                            peer.accept();
                            peer.answerAll("+OK\r\n");
                        });
                FaktoryClient client = NettyFaktoryClient.open(server.address(), Duration.ofMillis(500))) {
            assertThatExceptionOfType(FaktoryConnectionException.class)
                    .isThrownBy(client::flush)
                    .withMessage(server.address() + " has not answered within 500 ms");
            assertThat(rest.get(20, TimeUnit.SECONDS)).isEqualTo("END\n");

            client.flush();
        }
    }

    @Test
    void anUnexpectedReplyCostsTheConnection() throws Exception {
        CompletableFuture<String> rest = new CompletableFuture<>();
        try (ScriptedServer server = ScriptedServer.start(peer -> {
                    peer.accept();
                    peer.expect("INFO");
                    peer.send("+OK\r\n");
                    rest.complete(peer.readToEnd());
                });
                FaktoryClient client = client(server)) {
            assertThatExceptionOfType(FaktoryConnectionException.class)
                    .isThrownBy(client::info)
                    .withMessage(server.address() + " sent another reply than the expected a JSON object");
            assertThat(rest.get(20, TimeUnit.SECONDS)).isEqualTo("END\n");
        }
    }

    @Test
    void saysWhyItCannotConnect() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
                    peer.send("+HI {\"v\":2,\"i\":4000,\"s\":\"ab\"}\r\n");
                    peer.readToEnd();
                });
                FaktoryClient client = client(server)) {
            assertThatExceptionOfType(FaktoryAuthenticationException.class).isThrownBy(client::flush);
            assertThatExceptionOfType(FaktoryAuthenticationException.class)
                    .as("tried anew by each command")
                    .isThrownBy(client::flush);
        }
    }

    @Test
    void anInterruptEndsTheWaitAndStaysSet() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (ScriptedServer server = ScriptedServer.start(peer -> {
                    peer.accept();
                    peer.expect("FLUSH");
                    asked.countDown();
                    awaitQuietly(answer);
                    peer.send("-ERR for the interrupted one\r\n");
                    peer.expect("INFO");
                    peer.send("$2\r\n{}\r\n");
                    peer.readToEnd();
                });
                FaktoryClient client = client(server)) {
            CompletableFuture<Thread> caller = new CompletableFuture<>();
            Future<Boolean> interrupted = threads.submit(() -> {
                caller.complete(Thread.currentThread());
                assertThatExceptionOfType(FaktoryConnectionException.class)
                        .isThrownBy(client::flush)
                        .withMessageStartingWith("interrupted");
                return Thread.interrupted();
            });
            asked.await();
            caller.get().interrupt();
            assertThat(interrupted.get(20, TimeUnit.SECONDS)).isTrue();

            answer.countDown();
            assertThat(client.info().isEmpty())
                    .as("gets its own reply and not the late one")
                    .isTrue();
        } finally {
            threads.shutdownNow();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void closingFailsWhatIsUnderWayAndAllThatFollows() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.accept();
            peer.expect("FLUSH");
            asked.countDown();
            peer.readToEnd();
        })) {
            FaktoryClient client = client(server);
            Future<?> underWay = threads.submit(client::flush);
            asked.await();

            client.close();
            client.close();

            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> underWay.get(20, TimeUnit.SECONDS))
                    .withCauseInstanceOf(FaktoryConnectionException.class);
            assertThatIllegalStateException().isThrownBy(client::flush).withMessage("the client is closed");
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aSharedClientRefusesToBlockItsOwnThread() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
                    peer.accept();
                    peer.answerAll("+OK\r\n");
                });
                Transport transport = Transport.create(WorkerClock.system())) {
            IoThread thread = transport.newThread("test-io");
            Connector connector =
                    new Connector(transport, server.address(), ThisProcess.producer(), WorkerClock.system());
            FaktoryClient client =
                    NettyFaktoryClient.shared(connector, thread, GENEROUS, WorkerClock.system(), () -> {});
            client.flush();
            CompletableFuture<Throwable> refused = new CompletableFuture<>();
            thread.execute(() -> {
                try {
                    client.flush();
                    refused.complete(new AssertionError("not refused"));
                } catch (IllegalStateException e) {
                    refused.complete(e);
                }
            });

            assertThat(refused.get(20, TimeUnit.SECONDS))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("must not block");
            client.close();
            CompletableFuture<Boolean> alive = new CompletableFuture<>();
            thread.execute(() -> alive.complete(true));
            assertThat(alive.get(20, TimeUnit.SECONDS))
                    .as("the thread outlives the client")
                    .isTrue();
        }
    }

    @Test
    void theTimeoutMustBePositive() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NettyFaktoryClient.open(
                        dev.millwright.worker.ServerAddress.parse("tcp://localhost"), Duration.ZERO));
    }
}
