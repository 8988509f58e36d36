package dev.millwright.worker.internal.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

import dev.millwright.worker.FaktoryConnectionException;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobListener;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.TestClock;
import dev.millwright.worker.internal.net.Request;
import dev.millwright.worker.internal.protocol.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private final TestClock clock = new TestClock();
    private final JobListener listener = mock(JobListener.class);
    private final Outbox outbox = new Outbox(clock, new Listeners(List.of(listener)), new LogFields("wid"));

    private List<Request> send(JobOutcome outcome) {
        List<Request> batch = new ArrayList<>();
        long end = clock.nanoTime() + Duration.ofMinutes(30).toNanos();
        outbox.addTo(batch, outbox.report(Job.of("test"), outcome, end, null));
        return batch;
    }

    private List<Request> sendOne() {
        return send(JobOutcome.Ack.INSTANCE);
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

    @Test
    void neverCallsAReportConfirmedThatItHasDropped() {
        breakOff(send(new JobOutcome.Fail("JobCancelled", "", List.of(), true)));
        clock.advance(Duration.ofSeconds(20)); // too late for another FAIL, not for the kill

        List<Request> again = new ArrayList<>();
        outbox.drainTo(again);
        assertThat(again)
                .singleElement()
                .satisfies(kill -> assertThat(new String(kill.command(), UTF_8)).startsWith("MUTATE"));
        again.forEach(kill -> kill.onReply(Reply.Simple.OK));

        assertThat(outbox.unconfirmed()).isEmpty();
        verify(listener).onReportDropped(any(), any(), any());
        verify(listener, never()).onReported(any(), any());
    }
}
