package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millwright.worker.CancellationReason;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobContext;
import dev.millwright.worker.JobListener;
import dev.millwright.worker.JobProgress;
import dev.millwright.worker.JobStatus;
import dev.millwright.worker.Worker;
import dev.millwright.worker.testkit.InlineJob;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a worker knows of a job by its jid, and what the job says of itself. */
class ProgressTest extends DrivenTest {
    private final BlockingQueue<JobProgress> heard = new LinkedBlockingQueue<>();

    private final JobListener listener = new JobListener() {
        @Override
        public void onJobProgress(JobContext context, JobProgress progress) {
            heard.add(progress);
            throw new IllegalStateException("on purpose");
        }
    };

    private @Nullable JobProgress next() throws InterruptedException {
        return heard.poll(30, TimeUnit.SECONDS);
    }

    @Test
    void theLastWordCountsAndListenersHearEach() throws Exception {
        Worker worker = drive(worker().listener(listener).register("copy", context -> {
            context.progress(0, 0, null);
            context.progress(7, 10, "copying\nline two " + "x".repeat(500));
            awaitStubbornly();
        }));
        Instant now = clock.instant();
        String jid = server.push("copy");

        assertThat(next()).isEqualTo(new JobProgress(0, 0, "", now));
        JobProgress last = next();

        assertThat(last).isNotNull();
        assertThat(last.done()).isEqualTo(7);
        assertThat(last.total()).isEqualTo(10);
        assertThat(last.text()).startsWith("copying\\nline two xxx").hasSizeLessThan(240);
        assertThat(last.toString()).startsWith("7 of 10, copying");
        assertThat(worker.runningJobs())
                .singleElement()
                .satisfies(job -> assertThat(job.progress()).contains(last));
        assertThat(worker.status(jid)).isEqualTo(new JobStatus.Running(now, 1, Optional.of(last), Optional.empty()));
    }

    @Test
    void isKnownUntilItsFunctionHasEnded() throws Exception {
        Worker worker = drive(worker());
        assertThat(worker.status("nobody-knows")).isEqualTo(JobStatus.Unknown.INSTANCE);
        String jid = server.push("stubborn");
        awaitStarted(1);
        Instant began = clock.instant();
        assertThat(worker.status(jid)).isEqualTo(new JobStatus.Running(began, 1, Optional.empty(), Optional.empty()));

        worker.cancel(jid);

        JobStatus signalled =
                new JobStatus.Running(began, 1, Optional.empty(), Optional.of(CancellationReason.CANCELLED));
        assertThat(worker.status(jid)).isEqualTo(signalled);
        released.countDown();
        awaitSoon("the end", now -> worker.status(jid).equals(JobStatus.Unknown.INSTANCE));
    }

    @Test
    void waitsWhileTheExecutorHasNoThreadForIt() {
        BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
        Executor slow = tasks::add;
        Worker worker = start(worker().executor(slow));
        String jid = server.push("noop");
        // The first task is that of a worker which looks whether the executor has threads.
        server.await("the job", now -> tasks.size() == 2);
        assertThat(worker.status(jid)).isEqualTo(new JobStatus.Waiting(1, Optional.empty()));

        tasks.forEach(Runnable::run);

        awaitAcks(1);
        assertThat(worker.status(jid)).isEqualTo(JobStatus.Unknown.INSTANCE);
    }

    @Test
    void negativeNumbersAreRefused() {
        Instant now = Instant.EPOCH;
        assertThatThrownBy(() -> new JobProgress(-1, 2, "", now))
                .hasMessage("progress must not be negative, but is -1 of 2: use 0 for a total that is not known");
        assertThatThrownBy(() -> new JobProgress(1, -2, "", now)).isInstanceOf(IllegalArgumentException.class);
        for (JobProgress fine : List.of(new JobProgress(0, 0, "", now), new JobProgress(11, 10, "", now))) {
            assertThat(fine.text()).isEmpty();
        }
    }

    @Test
    void anInlineJobKeepsTheLastWord() {
        InlineJob job = InlineJob.of(Job.of("copy"));
        assertThat(job.progress()).isEmpty();

        job.run(context -> context.progress(2, 3, "two"));

        assertThat(job.progress())
                .hasValueSatisfying(said -> assertThat(said.toString()).isEqualTo("2 of 3, two"));
    }
}
