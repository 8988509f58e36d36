package dev.millwright.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.testtools.OnRedis;
import dev.millwright.worker.Worker;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** {@code fleet status}, {@code workers} and {@code jobs} of two workers. */
@OnRedis
@Timeout(120)
class FleetLooksTest {
    private Group group;
    private Worker blue;
    private Worker green;

    @BeforeEach
    void start() {
        group = new Group();
        blue = group.worker("blue", "1.4.1");
        green = group.worker("green", "1.4.2");
    }

    @AfterEach
    void close() {
        group.close();
    }

    @Test
    void workersAreListedForPeopleAndForScripts() {
        group.push("mail", 3);
        group.awaitListed(3);

        JsonNode workers = group.json("fleet", "workers", "--output", "json");
        assertThat(workers).hasSize(2);
        assertThat(workers).allSatisfy(worker -> {
            assertThat(worker.path("pid").asLong())
                    .isEqualTo(ProcessHandle.current().pid());
            assertThat(worker.path("state").asString()).isEqualTo("running");
            assertThat(worker.path("host").asString()).isNotEmpty();
            assertThat(worker.path("pools"))
                    .singleElement()
                    .hasToString("{\"name\":\"default\",\"slots\":10,\"queues\":[\"default\"]}");
        });
        assertThat(workers.findValuesAsString("wid")).containsExactlyInAnyOrder(blue.wid(), green.wid());
        assertThat(workers.findValuesAsString("version")).containsExactlyInAnyOrder("1.4.1", "1.4.2");
        assertThat(workers.findValues("running").stream()
                        .mapToLong(JsonNode::asLong)
                        .sum())
                .isEqualTo(3);

        CommandLineRun text = group.run("fleet", "workers", "--label", "blue");
        assertThat(text.out().lines().toList()).hasSize(3).satisfies(lines -> {
            assertThat(lines.get(0)).startsWith("HOST").endsWith("WID");
            assertThat(lines.get(1)).contains("running", "1.4.1", "default", "blue", blue.wid());
            assertThat(lines.get(2)).isEqualTo("1 of 2 workers");
        });
    }

    @Test
    void workersAreFilteredAndSorted() {
        green.quiet();

        assertThat(wids("--state", "quiet")).containsExactly(green.wid());
        assertThat(wids("--worker-version", "1.4.1")).containsExactly(blue.wid());
        assertThat(wids("--host", "elsewhere")).isEmpty();
        assertThat(wids("--sort", "version")).containsExactly(blue.wid(), green.wid());
        assertThat(wids("--sort", "state")).containsExactly(blue.wid(), green.wid());
    }

    private List<String> wids(String... more) {
        String[] args = new String[4 + more.length];
        System.arraycopy(new String[] {"fleet", "workers", "-o", "json"}, 0, args, 0, 4);
        System.arraycopy(more, 0, args, 4, more.length);
        return group.json(args).findValuesAsString("wid");
    }

    @Test
    void jobsAreFilteredAsACancelWouldBe() {
        List<String> mails = group.push("mail", 2);
        List<String> reports = group.push("report", 1);
        group.awaitListed(3);

        assertThat(jids("--jobtype", "mail")).containsExactlyInAnyOrderElementsOf(mails);
        assertThat(jids("--jid", reports.get(0))).isEqualTo(reports);
        assertThat(jids("--custom", "tenant=acme")).hasSize(3);
        assertThat(jids("--custom", "tenant=other")).isEmpty();
        assertThat(jids("--created-before", "1h")).isEmpty();
        assertThat(jids("--created-after", "1h", "--started-after", "1h")).hasSize(3);
        assertThat(jids("--label", "blue", "--label", "green")).isEmpty();
        assertThat(jids("--sort", "jobtype")).last().isEqualTo(reports.get(0));
        JsonNode job = group.json("fleet", "jobs", "--jobtype", "report", "--output", "json")
                .get(0);
        assertThat(job.path("queue").asString()).isEqualTo("default");
        assertThat(job.path("wid").asString()).isIn(blue.wid(), green.wid());
        assertThat(job.path("custom").path("tenant").asString()).isEqualTo("acme");
        assertThat(group.run("fleet", "jobs", "--queue", "default").out())
                .contains("RUNS FOR", "tenant=acme", mails.get(0))
                .endsWith(String.format("3 jobs%n"));
        assertThat(group.run("fleet", "jobs", "--queue", "low").out()).isEqualTo(String.format("0 jobs of 3%n"));
    }

    private List<String> jids(String... more) {
        String[] args = new String[4 + more.length];
        System.arraycopy(new String[] {"fleet", "jobs", "-o", "json"}, 0, args, 0, 4);
        System.arraycopy(more, 0, args, 4, more.length);
        return group.json(args).findValuesAsString("jid");
    }

    @Test
    void statusIsAFewLines() {
        group.push("mail", 2);
        group.awaitListed(2);

        assertThat(group.run("fleet", "status").out().lines())
                .containsExactly(
                        "group g at " + group.redis.url(),
                        "workers     2: running (2)",
                        "versions    1.4.1 (1), 1.4.2 (1)",
                        "queues      default (2)",
                        "slots       20, 2 in use",
                        "jobs        mail (2)",
                        "operations  none open");
        JsonNode json = group.json("fleet", "status", "--output", "json");
        assertThat(json.path("workers").asInt()).isEqualTo(2);
        assertThat(json.path("running").asInt()).isEqualTo(2);
        assertThat(json.path("jobtypes")).hasToString("{\"mail\":2}");
    }

    @Test
    void anEmptyGroupIsSaidToBeEmpty() {
        assertThat(group.run("fleet", "workers", "--group", "other").out())
                .isEqualTo(String.format("No worker is in group other at %s.%n", group.redis.url()));
        assertThat(group.run("fleet", "jobs", "--group", "other").out())
                .isEqualTo(String.format("No job has run for a second.%n"));
        assertThat(group.run("fleet", "status", "--group", "other").out()).contains("workers     none");
    }

    /** What where a worker fetches from, or what it is, says nothing of what is looked for. */
    @Test
    void aWorkersOwnVariablesDoNotFilter() {
        var environment = group.environment();
        environment.put("MILLWRIGHT_QUEUE", "elsewhere");
        environment.put("MILLWRIGHT_LABEL", "elsewhere");
        environment.put("MILLWRIGHT_WORKER_VERSION", "elsewhere");
        environment.put("MILLWRIGHT_CUSTOM", "else=where");
        group.push("mail", 1);
        group.awaitListed(1);

        assertThat(Typed.intoPipe("").run(environment, "fleet", "jobs").out()).contains("1 job");
        environment.put("MILLWRIGHT_FLEET_QUEUE", "elsewhere");
        assertThat(Typed.intoPipe("").run(environment, "fleet", "jobs").out()).contains("0 jobs of 1");
    }

    @Test
    void aWatchLooksAgainAndOutlivesTheStore() throws Exception {
        Thread[] watch = new Thread[1];
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text) {
            @Override
            public void flush() {
                super.flush();
                String shown = text.toString();
                if (shown.contains("; trying again")) {
                    watch[0].interrupt();
                } else if (shown.split("HOST").length == 3) { // two tables
                    group.redis.kill();
                }
            }
        };
        watch[0] = new Thread(() -> WorkerMain.execute(
                new String[] {"fleet", "workers", "--watch", "100ms"}, jobs -> {}, group.environment()::get, out, out));
        watch[0].start();
        watch[0].join();

        assertThat(text.toString().split("HOST")).hasSize(3);
        assertThat(text.toString()).contains("; trying again");
    }
}
