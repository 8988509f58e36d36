package dev.millwright.worker;

/**
 * Decides what becomes of a job whose function threw, see {@link JobRegistry#failureDecision}. A door for what knows more
 * than the job: that a provider is down for all of them, that nobody waits for the result any more.
 *
 * <p>In case of doubt, that comes first which stands higher:
 *
 * <ol>
 *   <li>The signal of the job has fired: nobody is asked, it is reported as interrupted.
 *   <li>{@link Cancel}.
 *   <li>For good: a {@link NonRetryableException}, a condition of the {@link RetryPolicy}, or {@link FailForGood}.
 *   <li>A {@link JobContext#pause pause} that the function asked for: it is tried again after that.
 *   <li>The policy of its jobtype, unless the answer is {@link AsIs}.
 *   <li>FAIL, and Faktory's own rule.
 * </ol>
 */
@FunctionalInterface
public interface FailureDecision {
    /**
     * Decides. Called on the job's thread, after its function and before anything is settled; the job holds its slot
     * meanwhile, and its signal can fire.
     *
     * @param context the job
     * @param failure what its function threw
     * @return what becomes of it; null counts as {@link Policy}
     * @throws Exception is logged, and counts as {@link Policy}
     */
    Verdict decide(JobContext context, Throwable failure) throws Exception;

    /** What becomes of a job that threw. */
    sealed interface Verdict {}

    /** Whatever becomes of it by itself; the next decision is asked. */
    record Policy() implements Verdict {
        /** The one value there is of it. */
        public static final Policy INSTANCE = new Policy();
    }

    /** The job is FAILed, and tried again by Faktory's own rule, as if its jobtype had no policy. */
    record AsIs() implements Verdict {
        /** The one value there is of it. */
        public static final AsIs INSTANCE = new AsIs();
    }

    /** The job is FAILed with what its function threw, and moved to Dead at once. */
    record FailForGood() implements Verdict {
        /** The one value there is of it. */
        public static final FailForGood INSTANCE = new FailForGood();
    }

    /**
     * The job counts as cancelled: it is FAILed as {@code JobCancelled} and moved to Dead.
     *
     * @param reason why, for the message of its FAIL
     */
    record Cancel(String reason) implements Verdict {}
}
