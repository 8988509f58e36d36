package dev.millwright.worker.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.FaktoryConnectionException;
import dev.millwright.worker.Job;
import dev.millwright.worker.TestClock;
import dev.millwright.worker.internal.net.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private final TestClock clock = new TestClock();
    private final Outbox outbox = new Outbox(clock, new Listeners(List.of()));

    private List<Request> sendOne() {
        Job job = Job.of("test");
        ActiveJob done = new ActiveJob(
                job, mock(Pool.class), mock(FaktoryClient.class), clock.instant(), clock.nanoTime(), clock.nanoTime());
        List<Request> batch = new ArrayList<>();
        outbox.addTo(batch, outbox.report(done, done.end(null)));
        return batch;
    }

    private static void breakOff(List<Request> batch) {
        FaktoryConnectionException cause = new FaktoryConnectionException("cut", null);
        batch.forEach(request -> request.onBroken(cause, true));
    }

    @Test
    void sendsAReportAgainAfterItsConnectionBroke() {
        List<Request> sent = sendOne();
        breakOff(sent);
        clock.advance(Duration.ofSeconds(1));

        List<Request> again = new ArrayList<>();
        outbox.drainTo(again);
        assertThat(again).isEqualTo(sent);
    }

    @Test
    void triesNothingAgainOnceItIsClosed() {
        List<Request> sent = sendOne();
        assertThat(outbox.close()).hasSize(1);
        breakOff(sent);

        assertThat(clock.waiting()).isZero();
        assertThat(outbox.unconfirmed()).hasSize(1);
    }
}
