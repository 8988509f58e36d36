package dev.millwright.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.JobOutcome.Fail;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** FAILs of functions that are called by something other than a worker. */
class JobOutcomeTest {
    /** Calls a function without a worker. */
    private static final class Caller {
        static @Nullable Throwable call(JobHandler handler, JobContext context) {
            try {
                handler.run(context);
                return null;
            } catch (Throwable t) {
                return t;
            }
        }
    }

    @SuppressWarnings("NullAway") // the function looks at no context
    private static Fail failOf(JobHandler handler) {
        return Fail.of(Caller.call(handler, null), Caller.class);
    }

    @Test
    void aFailureIsTheFunctionsPartOfItsStacks() {
        Fail fail = failOf(context -> {
            throw new IllegalStateException("no report", new IOException("disk full"));
        });

        assertThat(fail.errtype()).isEqualTo("java.lang.IllegalStateException");
        assertThat(fail.message()).isEqualTo("no report");
        assertThat(fail.kill()).isFalse();
        assertThat(fail.backtrace()).hasSize(3);
        assertThat(fail.backtrace().get(0)).contains("JobOutcomeTest");
        assertThat(fail.backtrace().get(1)).isEqualTo("Caused by: java.io.IOException: disk full");
        assertThat(fail.backtrace().get(2)).contains("JobOutcomeTest");
    }

    @Test
    void aFailureForGoodIsOneForDead() {
        Fail fail = failOf(context -> {
            throw new NonRetryableException(new IOException("no such customer"));
        });

        assertThat(fail.errtype()).isEqualTo("java.io.IOException");
        assertThat(fail.message()).isEqualTo("no such customer");
        assertThat(fail.kill()).isTrue();
    }

    @Test
    void anInterruptedJobTellsWhatItDid() {
        StackTraceElement[] stack = {frame("Transcode"), frame(Caller.class.getName()), frame("Below")};

        assertThat(Fail.of(CancellationReason.SHUTDOWN, stack, Caller.class))
                .isEqualTo(new Fail(
                        "JobInterrupted",
                        "the worker is shutting down; the backtrace is what the job was doing",
                        List.of("Transcode.run(Some.java:7)")));
    }

    private static StackTraceElement frame(String className) {
        return new StackTraceElement(className, "run", "Some.java", 7);
    }

    @Test
    void aJobThatIsCancelledBeforeItBeginsHasNoStack() {
        assertThat(Fail.of(CancellationReason.CANCELLED, null, Caller.class))
                .isEqualTo(new Fail("JobCancelled", "the job was cancelled; the job had not begun", List.of(), true));
    }
}
