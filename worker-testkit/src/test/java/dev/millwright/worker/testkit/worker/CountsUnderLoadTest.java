package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import dev.millwright.worker.NonRetryableException;
import dev.millwright.worker.Worker;
import dev.millwright.worker.WorkerReport;
import dev.millwright.worker.WorkerReport.Counts;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** No run is lost to the counts, and none is counted twice. */
class CountsUnderLoadTest extends DrivenTest {
    private static final int POOLS = 4;
    private static final int JOBS = 5_000;

    /** Of each hundred: 90 succeed, 5 are retried, 3 fail for good, 2 have no function here. */
    private static String jobtype(int number) {
        int part = number / POOLS % 100;
        return part < 90 ? "noop" : part < 95 ? "fail" : part < 98 ? "final" : "nobody-knows";
    }

    @Test
    void fiveThousandJobsOnFourPools() {
        Worker.Builder builder = worker().register("final", context -> {
            throw new NonRetryableException("on purpose");
        });
        List<Job> jobs = new ArrayList<>();
        for (int pool = 0; pool < POOLS; pool++) {
            builder.pool("pool-" + pool, 8, "queue-" + pool);
        }
        for (int i = 0; i < JOBS; i++) {
            jobs.add(Job.builder(jobtype(i)).queue("queue-" + i % POOLS).build());
        }
        try (FaktoryClient client = FaktoryClient.connect(server.address())) {
            client.pushBulk(jobs);
        }
        // Time passes in milliseconds, so all runs are in the first minute.
        Worker worker = drive(builder);

        awaitSoon("all jobs", now -> now.processed() == JOBS);

        WorkerReport report = worker.report();
        long all = JOBS / POOLS;
        for (WorkerReport.Pool pool : report.pools().subList(1, POOLS + 1)) {
            assertThat(counted(pool.counts())).as(pool.name()).isEqualTo(expected(pool.name(), all));
        }
        assertThat(report.total().completed()).isEqualTo(JOBS);
        awaitSoon("no more that run", now -> worker.report().total().running() == 0);
    }

    private static List<Long> expected(String pool, long all) {
        int offset = Integer.parseInt(pool.substring("pool-".length()));
        long[] expected = new long[5];
        for (int i = offset; i < all * POOLS; i += POOLS) {
            String jobtype = jobtype(i);
            expected[0] += jobtype.equals("nobody-knows") ? 0 : 1;
            expected[1]++;
            expected[2] += jobtype.equals("noop") ? 1 : 0;
            expected[3] += jobtype.equals("final") ? 1 : 0;
            expected[4] += jobtype.equals("fail") || jobtype.equals("nobody-knows") ? 1 : 0;
        }
        return List.of(expected[0], expected[1], expected[2], expected[3], expected[4]);
    }

    private static List<Long> counted(Counts counts) {
        return List.of(counts.started(), counts.completed(), counts.succeeded(), counts.failed(), counts.retried());
    }
}
