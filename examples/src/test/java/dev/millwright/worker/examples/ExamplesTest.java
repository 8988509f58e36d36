package dev.millwright.worker.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.millwright.worker.CancelAllOptions;
import dev.millwright.worker.CancellationReason;
import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobCompletion;
import dev.millwright.worker.JobContext;
import dev.millwright.worker.JobFilter;
import dev.millwright.worker.JobListener;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.Worker;
import dev.millwright.worker.cli.WorkerMain;
import dev.millwright.worker.fleet.FleetClient;
import dev.millwright.worker.fleet.FleetMemory;
import dev.millwright.worker.fleet.FleetOperation;
import dev.millwright.worker.testkit.DevServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs each example against an embedded server. */
@Timeout(60)
class ExamplesTest {
    private final DevServer server =
            DevServer.builder().fetchWait(Duration.ofMillis(100)).start();
    private final FaktoryClient client = FaktoryClient.connect(server.address());
    private final BlockingQueue<JobOutcome> reported = new LinkedBlockingQueue<>();
    private final CountDownLatch started = new CountDownLatch(1);

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    private Worker start(Worker.Builder builder) {
        Worker worker = builder.server(server.address())
                .listener(new JobListener() {
                    @Override
                    public void onJobStarted(JobContext context) {
                        started.countDown();
                    }

                    @Override
                    public void onReported(Job job, JobOutcome outcome) {
                        reported.add(outcome);
                    }
                })
                .build();
        worker.start();
        return worker;
    }

    private JobOutcome outcome() throws InterruptedException {
        JobOutcome outcome = reported.poll(30, TimeUnit.SECONDS);
        assertThat(outcome).isNotNull();
        return outcome;
    }

    @Test
    void helloTakesTheWholeCommandLine() {
        StringWriter out = new StringWriter();

        int exit = WorkerMain.execute(
                new String[] {"run", "--help"}, jobs -> {}, name -> null, new PrintWriter(out), new PrintWriter(out));

        assertThat(exit).isZero();
        assertThat(out.toString()).contains("--concurrency");
    }

    @Test
    void theStatusFileIsThereWhileTheWorkerIs(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("status");
        Worker worker = start(StatusFile.worker(file));

        assertThat(file).content().startsWith(worker.wid() + " RUNNING 0");
        worker.close();

        assertThat(file).doesNotExist();
    }

    @Test
    void theProducerPushesNowAndForLater() {
        Producer.push(client, Instant.now().plusSeconds(300));

        assertThat(server.queueSizes()).containsEntry("default", 2).containsEntry("low", 1);
        assertThat(server.scheduled()).hasSize(1);
    }

    @Test
    @SuppressWarnings("try") // the worker only has to run
    void aTypedJobIsRunAndAcked() throws Exception {
        try (Worker worker = start(TypedJob.worker())) {
            client.push(TypedJob.THUMBNAIL.job(new TypedJob.Thumbnail("cat.png", 200, 150)));
            server.push("thumbnail", "dog.png", 20, 15); // as any other language pushes it

            assertThat(outcome()).isInstanceOf(JobOutcome.Ack.class);
            assertThat(outcome()).isInstanceOf(JobOutcome.Ack.class);
        }
    }

    @Test
    void aCancelledTranscodeLeavesNoProcessAndNoFile(@TempDir Path directory) throws Exception {
        Path output = directory.resolve("out.webm");
        try (Worker worker = start(Transcode.worker())) {
            String jid = client.push(Job.of("transcode", "in.mp4", output.toString()));
            assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();

            assertThat(worker.cancel(jid)).isTrue();

            assertThat(outcome())
                    .isInstanceOfSatisfying(
                            JobOutcome.Fail.class,
                            fail -> assertThat(fail.errtype()).isEqualTo(CancellationReason.CANCELLED.errtype()));
        }
        assertThat(output).doesNotExist();
        assertThat(ProcessHandle.current()
                        .descendants()
                        .filter(ProcessHandle::isAlive)
                        .filter(process ->
                                process.info().commandLine().orElse("").contains(output.toString())))
                .isEmpty();
    }

    @Test
    @SuppressWarnings("try") // the worker only has to run
    void theEndOfAnImportHasItsCallback() throws Exception {
        try (Worker worker = start(Import.worker())) {
            String jid = client.push(Job.of("import", "rows.csv"));

            assertThat(outcome()).isEqualTo(JobOutcome.Ack.INSTANCE);
            assertThat(outcome()).isEqualTo(JobOutcome.Ack.INSTANCE);
            assertThat(server.commands("ACK"))
                    .extracting(ack -> ack.payload())
                    .containsExactly(
                            "{\"jid\":\"" + jid + "\"}", "{\"jid\":\"" + JobCompletion.callbackJid(jid) + "\"}");
        }
    }

    @Test
    void anImportIsTakenBack() throws Exception {
        try (Worker worker = start(CancelMany.worker())) {
            CancelMany.push(client, "wrong", 3);
            CancelMany.push(client, "right", 2);
            server.await("all to run", now -> worker.runningJobs().size() == 5);

            assertThat(CancelMany.takeBack(worker, "wrong").cancelled()).isEqualTo(3);

            server.await("three in Dead", now -> now.dead().size() == 3);
            assertThat(worker.cancelAll(JobFilter.all(), CancelAllOptions.DEFAULT)
                            .await(Duration.ofSeconds(30))
                            .cancelled())
                    .isEqualTo(2);
        }
    }

    @Test
    void anImportIsTakenBackOnAllWorkers() throws Exception {
        FleetMemory store = new FleetMemory();
        try (Worker one = start(FleetCancel.worker(store));
                Worker other = start(FleetCancel.worker(store));
                FleetClient group = FleetClient.connect(store, "imports")) {
            FleetCancel.push(client, "wrong", 10);
            server.await(
                    "six to run",
                    now -> one.runningJobs().size() + other.runningJobs().size() == 6);

            FleetOperation operation = FleetCancel.takeBack(group, "wrong");

            assertThat(operation.state()).isEqualTo(FleetOperation.State.DONE);
            assertThat(operation.acknowledged()).isEqualTo(2);
            server.await("all in Dead", now -> now.dead().size() == 10);
            assertThat(server.dead())
                    .allSatisfy(job ->
                            assertThat(job.failure().orElseThrow().message()).contains("wrong file"));
        }
    }

    @Test
    void anExportWritesItsRows(@TempDir Path directory) throws Exception {
        Path output = directory.resolve("rows.txt");
        try (Worker worker = start(Export.worker())) {
            client.push(Job.builder("export")
                    .queue("exports")
                    .args(output.toString(), 3)
                    .build());

            assertThat(outcome()).isEqualTo(JobOutcome.Ack.INSTANCE);
            assertThat(worker.runningJobs()).isEmpty();
        }
        assertThat(output).content().isEqualTo("row 0\nrow 1\nrow 2\n");
    }

    @Test
    void aCancelledExportLeavesNoFile(@TempDir Path directory) throws Exception {
        Path output = directory.resolve("rows.txt");
        try (Worker worker = start(Export.worker())) {
            String jid = client.push(Job.builder("export")
                    .queue("exports")
                    .args(output.toString(), 1_000_000)
                    .build());
            assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();

            assertThat(worker.cancel(jid)).isTrue();

            assertThat(outcome()).isInstanceOf(JobOutcome.Fail.class);
        }
        assertThat(output).doesNotExist();
    }

    @Test
    void aCancelledDownloadHangsUp(@TempDir Path directory) throws Exception {
        CountDownLatch requested = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", exchange -> {
            requested.countDown();
            awaitQuietly(over); // a download that never gets anywhere
            exchange.close();
        });
        http.start();
        try (Worker worker = start(Download.worker())) {
            String url = "http://localhost:" + http.getAddress().getPort() + "/film";
            String jid = client.push(
                    Job.of("download", url, directory.resolve("film").toString()));
            assertThat(requested.await(30, TimeUnit.SECONDS)).isTrue();

            assertThat(worker.cancel(jid)).isTrue();

            assertThat(outcome()).isInstanceOf(JobOutcome.Fail.class);
        } finally {
            over.countDown();
            http.stop(0);
        }
        assertThat(Files.exists(directory.resolve("film"))).isFalse();
    }

    @Test
    void aDownloadOfNothingIsNotTriedAgain(@TempDir Path directory) throws Exception {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", exchange -> {
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        http.start();
        try (Worker worker = start(Download.worker())) {
            String url = "http://localhost:" + http.getAddress().getPort() + "/film";
            client.push(Job.of("download", url, directory.resolve("film").toString()));

            assertThat(outcome())
                    .isInstanceOfSatisfying(
                            JobOutcome.Fail.class,
                            fail -> assertThat(fail.kill()).isTrue());
            assertThat(worker.runningJobs()).isEmpty();
        } finally {
            http.stop(0);
        }
    }

    @Test
    void aWebhookIsDoneWhenTheReplyIsThere() throws Exception {
        BlockingQueue<String> posted = new LinkedBlockingQueue<>();
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(body.equals("order 8") ? 500 : 204, -1);
            exchange.close();
            posted.add(body);
        });
        http.start();
        try (Worker worker = start(Webhook.worker())) {
            String url = "http://localhost:" + http.getAddress().getPort() + "/orders";
            client.push(Job.of("webhook", url, "order 7"));
            assertThat(outcome()).isEqualTo(JobOutcome.Ack.INSTANCE);

            client.push(Job.of("webhook", url, "order 8"));
            assertThat(outcome()).isInstanceOf(JobOutcome.Fail.class);
            assertThat(worker.runningJobs()).isEmpty();
        } finally {
            http.stop(0);
        }
        assertThat(posted).containsExactly("order 7", "order 8");
    }

    @Test
    @SuppressWarnings("try") // the worker only has to run
    void aNotificationIsSentWhenTheProviderIsBack() throws Exception {
        Iterator<Integer> answers = List.of(503, 429, 204).iterator();
        BlockingQueue<String> posted = new LinkedBlockingQueue<>();
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", exchange -> {
            posted.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.getResponseHeaders().add("Retry-After", "1");
            exchange.sendResponseHeaders(answers.next(), -1);
            exchange.close();
        });
        http.start();
        try (Worker worker = start(Notify.worker())) {
            String url = "http://localhost:" + http.getAddress().getPort() + "/messages";
            client.push(Job.builder("notify").args(url, "order 7").retry(0).build());

            assertThat(outcome()).isEqualTo(JobOutcome.Ack.INSTANCE);
        } finally {
            http.stop(0);
        }
        assertThat(posted).containsExactly("order 7", "order 7", "order 7");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
