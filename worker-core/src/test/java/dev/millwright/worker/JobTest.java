package dev.millwright.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JobTest {
    @Test
    void hasFaktorysDefaults() {
        Job job = Job.of("send", 1, "two");

        assertThat(job.jobtype()).isEqualTo("send");
        assertThat(job.jid()).matches("[0-9a-f]{24}");
        assertThat(job.queue()).isEqualTo("default");
        assertThat(job.args()).hasToString("[1,\"two\"]");
        assertThat(job.retry()).isEqualTo(25);
        assertThat(job.backtrace()).isZero();
        assertThat(job.reserveFor()).isEqualTo(Duration.ofMinutes(30));
        assertThat(job.requestedReserveFor()).isEmpty();
        assertThat(job.at()).isEmpty();
        assertThat(job.createdAt()).isEmpty();
        assertThat(job.enqueuedAt()).isEmpty();
        assertThat(job.failure()).isEmpty();
        assertThat(job.custom()).isEmpty();
    }

    @Test
    void everyJobHasAJidOfItsOwn() {
        Set<String> jids = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            jids.add(Job.of("x").jid());
        }
        assertThat(jids).hasSize(10_000);
    }

    @Test
    void aShortReserveForIsRaisedAsTheServerDoes() {
        Job job = Job.received("x").reserveFor(Duration.ofSeconds(5)).build();

        assertThat(job.requestedReserveFor()).contains(Duration.ofSeconds(5));
        assertThat(job.reserveFor()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void aBuilderOfAJobKeepsEverything() {
        Job job = Job.builder("x")
                .jid("12345678")
                .queue("mail")
                .args(1)
                .retry(-1)
                .backtrace(7)
                .reserveFor(Duration.ofHours(1))
                .at(Instant.EPOCH)
                .createdAt(Instant.EPOCH.plusSeconds(1))
                .enqueuedAt(Instant.EPOCH.plusSeconds(2))
                .failure(new JobFailure(1, 2, null, null, "E", "m", List.of()))
                .custom("locale", "de")
                .build();

        assertThat(job.toBuilder().build()).usingRecursiveComparison().isEqualTo(job);
        assertThat(job.toBuilder().custom("n", 1).build().custom()).containsOnlyKeys("locale", "n");
        assertThat(job.custom()).as("the first job is as it was").containsOnlyKeys("locale");
    }

    @Test
    void customCannotBeChangedFromOutside() {
        Job job = Job.builder("x").custom("a", null).build();

        assertThat(job.custom()).containsEntry("a", null);
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> job.custom().put("b", 1));
    }

    @Test
    void needsAJobtype() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Job.of(" "))
                .withMessage("a job needs a jobtype, but it is blank");
    }

    @Test
    void doesNotShowItsArgs() {
        assertThat(Job.builder("send").jid("12345678").args("secret").build())
                .hasToString("send 12345678 (queue default)");
    }

    @Test
    void knowsTheNamesOfQueues() {
        assertThat(Job.isQueueName("a.B_c-9")).isTrue();
        assertThat(Job.isQueueName("")).isFalse();
        assertThat(Job.isQueueName("a b")).isFalse();
        assertThat(Job.isQueueName("a\n")).isFalse();
        assertThat(Job.isQueueName("*")).isFalse();
    }
}
