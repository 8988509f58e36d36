package dev.millwright.worker.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.Job;
import dev.millwright.worker.JobListener;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.Worker;
import dev.millwright.worker.testkit.DevServer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the transactions of {@link Transfer} keep, and what they take back. */
@Timeout(60)
class TransferTest {
    private final DevServer server =
            DevServer.builder().fetchWait(Duration.ofMillis(100)).start();
    private final Bank bank = new Bank();
    private final CountDownLatch written = new CountDownLatch(1);
    private final BlockingQueue<JobOutcome> reported = new LinkedBlockingQueue<>();
    private final Worker worker = Worker.builder()
            .server(server.address())
            .apply(builder -> Transfer.register(builder, bank))
            .register("broken", context -> {
                Transfer.TRANSACTION.get().add("b", 1);
                throw new IllegalStateException("on purpose");
            })
            .register("swallows the interrupt", context -> {
                Transfer.TRANSACTION.get().add("b", 1);
                written.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    // and returns as if nothing had happened
                }
            })
            .listener(new JobListener() {
                @Override
                public void onReported(Job job, JobOutcome outcome) {
                    reported.add(outcome);
                }
            })
            .build();

    @AfterEach
    void close() {
        worker.close();
        server.close();
    }

    private JobOutcome outcome() throws InterruptedException {
        JobOutcome outcome = reported.poll(30, TimeUnit.SECONDS);
        assertThat(outcome).isNotNull();
        return outcome;
    }

    @Test
    void aJobThatIsAckedHasCommitted() throws Exception {
        worker.start();
        server.push("transfer", "a", "b", 5);

        assertThat(outcome()).isEqualTo(JobOutcome.Ack.INSTANCE);
        assertThat(bank.balance("a")).isEqualTo(-5);
        assertThat(bank.balance("b")).isEqualTo(5);
    }

    @Test
    void aJobThatFailsHasNot() throws Exception {
        worker.start();
        server.push("broken");

        assertThat(outcome()).isInstanceOf(JobOutcome.Fail.class);
        worker.close();
        assertThat(bank.balance("b")).isZero();
    }

    @Test
    void aJobWhoseFunctionHasSwallowedTheInterruptHasNotEither() throws Exception {
        worker.start();
        String jid = server.push("swallows the interrupt");
        assertThat(written.await(30, TimeUnit.SECONDS)).isTrue();

        assertThat(worker.cancel(jid)).isTrue();

        assertThat(outcome())
                .isInstanceOfSatisfying(
                        JobOutcome.Fail.class,
                        fail -> assertThat(fail.errtype()).isEqualTo("JobCancelled"));
        worker.close(); // which awaits the function's end
        assertThat(bank.balance("b")).isZero();
    }
}
