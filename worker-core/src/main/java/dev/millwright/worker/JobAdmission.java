package dev.millwright.worker;

/**
 * Looks at each job before its function is called, see {@link JobRegistry#admission}: at its first run and before each
 * further one in this worker. A door for limits that several workers share, for jobs that have become needless, for
 * hours in which nothing may run. It costs nothing while there is none.
 *
 * <p>It cannot lose a job, nor hold one up for ever: what throws, answers null, or answers with a stage that fails, lets the
 * job run, and says so in the log. A job whose answer never comes is ended as if it ran: by its deadline, a cancel, or a
 * stop after its shutdown timeout.
 */
@FunctionalInterface
public interface JobAdmission {
    /**
     * Looks at a job. Called where its function would be: on a job's thread, or, for jobs of a short type, on the thread
     * of the connections. So it should not block; one that has to ask somebody answers with {@link Admission#later}.
     *
     * @param context the job; its function has not been called
     * @return what becomes of it
     * @throws Exception is logged, and lets the job run
     */
    Admission admit(JobContext context) throws Exception;
}
