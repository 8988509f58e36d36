package dev.millwright.worker.testkit.internal.inline;

import dev.millwright.worker.AsyncJobHandler;
import dev.millwright.worker.JobHandler;

/** A function of either kind. */
public sealed interface InlineFunction {
    /** One that is done when it returns. */
    record Blocking(JobHandler handler) implements InlineFunction {}

    /** One that is done when its stage is. */
    record Async(AsyncJobHandler handler) implements InlineFunction {}
}
