package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.Worker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A pool in which no slot comes free says so. */
class SlotWatchTest extends DrivenTest {
    private final ReportLog log = new ReportLog();

    @AfterEach
    void closeLog() {
        log.close();
    }

    /** The next line that is a warning. */
    private String warning() throws InterruptedException {
        String line = log.next();
        while (line != null && !line.startsWith("WARN")) {
            line = log.next();
        }
        assertThat(line).isNotNull();
        return line;
    }

    /** Second by second, as the worker looks once a second. */
    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            clock.advance(Duration.ofSeconds(1));
        }
    }

    @Test
    void namesWhoHasThem() throws Exception {
        Worker worker = drive(worker());
        Instant began = clock.instant();
        String first = server.push("stubborn");
        awaitStarted(1);
        pass(90);
        assertThat(log.left()).as("a free slot").isEqualTo(1);
        Instant later = clock.instant();
        String second = server.push("stubborn");
        awaitStarted(1);
        worker.cancel(second);
        pass(61);

        assertThat(warning())
                .isEqualTo("WARN all 2 slots have been held by the same jobs for 60 s; they are held by " + first
                        + " (stubborn) since " + began + ", " + second + " (stubborn) since " + later
                        + ", signalled (cancelled)");
        pass(60);
        assertThat(warning()).startsWith("WARN all 2 slots have been held by the same jobs for 120 s;");
    }

    @Test
    void saysNothingWhileSlotsComeFree() throws Exception {
        Worker worker = drive(worker().concurrency(1)
                .register("soon", context -> context.signal().sleep(Duration.ofHours(1))));
        for (int i = 0; i < 5; i++) {
            String jid = server.push("soon");
            awaitStarted(1);
            pass(40);
            worker.cancel(jid);
            awaitSoon("its end", now -> worker.runningJobs().isEmpty());
        }
        server.push("stubborn");
        awaitStarted(1);
        pass(61);

        assertThat(warning()).contains("(stubborn)");
    }

    @Test
    void namesTenAndCountsTheRest() throws Exception {
        drive(worker().pool("bulk", 12, "bulk"));
        List<String> jids = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            jids.add(server.pushTo("bulk", "stubborn"));
        }
        awaitStarted(12);
        pass(61);

        String line = warning();
        assertThat(line)
                .startsWith("WARN pool bulk: all 12 slots have been held")
                .endsWith(", 2 more");
        assertThat(jids.stream().filter(line::contains)).hasSize(10);
    }

    @Test
    void countsWhatWaitsWhereThatIsKnown() throws Exception {
        drive(worker().concurrency(1).reportBacklog(true));
        server.push("stubborn");
        awaitStarted(1);
        pass(60);
        assertThat(log.next()).startsWith("INFO").endsWith("backlog default 0");
        for (int i = 0; i < 3; i++) {
            server.push("noop");
        }
        pass(60);
        assertThat(log.next()).as("nobody has waited so far").contains("backlog default 3");
        pass(1);

        assertThat(warning())
                .startsWith(
                        "WARN none of 1 slots has come free for 120 s, while 0 jobs wait here and 3 in the queues; they"
                                + " are held by ");
    }
}
