package dev.millwright.worker.fleet.internal.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millwright.worker.CancelRequest;
import dev.millwright.worker.JobFilter;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How an operation is written, and what is made of what was written by others. */
class CancelOrderTest {
    private static final JobFilter FULL = JobFilter.EMPTY
            .withJids(List.of("b", "a\nb"))
            .withJobtypes("mail", "bill")
            .withQueues("q")
            .withLabels("blue", "eu")
            .withVersions("1")
            .withHosts("h\"1")
            .withState(JobFilter.State.RUNNING)
            .withCreatedAfter(Instant.EPOCH)
            .withStartedBefore(Instant.parse("2026-01-31T08:00:00.123456789Z"))
            .withCustom("z", "1")
            .withCustom("a", "ä");

    private static CancelOrder order(JobFilter filter) {
        return new CancelOrder(filter, CancelRequest.DEFAULT, false);
    }

    @Test
    void isReadAsItWasWritten() {
        for (JobFilter filter : List.of(FULL, JobFilter.all(), JobFilter.EMPTY.withQueues("q"))) {
            for (CancelOrder order : List.of(
                    order(filter),
                    new CancelOrder(filter, new CancelRequest(true, "why \"so\"", "ann"), false),
                    new CancelOrder(filter, CancelRequest.DEFAULT, true))) {
                assertThat(order.subject()).doesNotContain("\n");
                assertThat(CancelOrder.read(order.subject(), order.details())).isEqualTo(order);
            }
        }
    }

    @Test
    void theSameInAnotherOrderIsTheSameText() {
        JobFilter other = JobFilter.EMPTY
                .withCustom("a", "ä")
                .withCustom("z", "1")
                .withJobtypes("bill", "mail")
                .withQueues("q")
                .withLabels("eu", "blue")
                .withHosts("h\"1")
                .withVersions("1")
                .withStartedBefore(Instant.parse("2026-01-31T08:00:00.123456789Z"))
                .withCreatedAfter(Instant.EPOCH)
                .withState(JobFilter.State.RUNNING)
                .withJids(List.of("a\nb", "b"));
        assertThat(order(other).subject()).isEqualTo(order(FULL).subject());
        assertThat(order(other.withQueues("r")).subject())
                .isNotEqualTo(order(FULL).subject());
    }

    @Test
    void whatIsDoneBelongsToTheSubjectAndWhoAsksForItDoesNot() {
        JobFilter filter = JobFilter.all();
        String subject = order(filter).subject();
        assertThat(subject).isEqualTo("{\"action\":\"cancel\",\"filter\":{\"all\":true}}");
        assertThat(new CancelOrder(filter, new CancelRequest(false, "why", "who"), false).subject())
                .isEqualTo(subject);
        assertThat(new CancelOrder(filter, CancelRequest.DEFAULT.withDiscard(true), false).subject())
                .isNotEqualTo(subject);
        assertThat(new CancelOrder(filter, CancelRequest.DEFAULT, true).subject())
                .isNotEqualTo(subject);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "[]",
                "{}",
                "{\"action\":\"cancel\"}",
                "{\"action\":\"cancel\",\"filter\":{}}",
                "{\"action\":\"cancel\",\"filter\":{\"jobtype\":\"a\",\"colour\":\"red\"}}",
                "{\"action\":\"cancel\",\"filter\":{\"jobtype\":\"a\",\"jobtype\":\"b\"}}",
                "{\"action\":\"cancel\",\"filter\":{\"all\":true},\"unless\":\"tuesday\"}",
                "{\"action\":\"pause\",\"filter\":{\"all\":true}}",
                "{\"filter\":{\"all\":true}}"
            })
    void whatIsNotUnderstoodIsRefused(String subject) {
        assertThatThrownBy(() -> CancelOrder.read(subject, "{}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "[]", "{\"reason\":[1],\"by\":{}}", "{\"reason\":\"why\",\"more\":1"})
    void detailsThatCannotBeReadAreLeftOut(String details) {
        assertThat(CancelOrder.read(order(JobFilter.all()).subject(), details)).isEqualTo(order(JobFilter.all()));
    }
}
