package dev.millwright.worker.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.millwright.worker.Job;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What no bytes may do that a server sends as a job. The input is what a FETCH brings. */
class JobFuzzTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    @FuzzTest
    void job(byte[] json) {
        Job job = decode(json);
        if (job == null) {
            return;
        }
        assertCanBeReported(job.jid());
        byte[] written;
        try {
            written = JobCodec.encode(job, NOW);
        } catch (IllegalArgumentException e) {
            // Any job can be run; which ones the server would refuse or corrupt, the writer says.
            assertThat(e).hasMessageStartingWith(job.jobtype() + " " + job.jid() + " cannot be pushed: ");
            return;
        }
        assertThat(written).doesNotContain('\n');
        Job again = decode(written);
        assertThat(again).isNotNull();
        assertThat(values(again)).isEqualTo(values(job));
        // What was read once holds nothing more that is lost in writing.
        assertThat(JobCodec.encode(again, NOW)).isEqualTo(written);
    }

    /** Null if it was refused. Anything but a JobFormatException that escapes is a finding. */
    private static @Nullable Job decode(byte[] json) {
        try {
            return JobCodec.decode(json);
        } catch (JobFormatException e) {
            assertThat(e).hasMessageNotContaining("\n");
            if (e.jid() != null) {
                assertCanBeReported(e.jid());
            }
            return null;
        }
    }

    /** A job that can't be ACKed or FAILed would come back for ever, or take its lane with it. */
    private static void assertCanBeReported(String jid) {
        assertOneLine(Commands.ack(jid));
        assertOneLine(Commands.fail(jid, jid, jid, List.of(jid)));
        assertOneLine(Commands.fetch(List.of(ControlQueueName.of(jid))));
    }

    private static void assertOneLine(byte[] command) {
        String text = new String(command, StandardCharsets.ISO_8859_1);
        assertThat(text.indexOf('\n')).isEqualTo(text.length() - 1);
    }

    /** All that a producer can choose, and the failure. */
    private static List<Object> values(Job job) {
        return Arrays.asList(
                job.jid(),
                job.jobtype(),
                job.queue(),
                job.args(),
                job.retry(),
                job.backtrace(),
                job.requestedReserveFor(),
                job.at(),
                job.createdAt().orElse(NOW),
                job.failure(),
                job.custom());
    }
}
