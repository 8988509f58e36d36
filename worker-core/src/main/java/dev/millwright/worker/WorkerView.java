package dev.millwright.worker;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A look at a worker, for what lives beside it: who it is, what it runs, and the cancel of a job. Starting and stopping it
 * is its owner's business, see {@link Worker}. All methods may be called from any thread, and none of them asks the
 * server.
 */
public interface WorkerView extends CancellationSource.Target {

    /**
     * The id under which the server knows this worker.
     *
     * @return fixed for the life of the worker
     */
    String wid();

    /**
     * The labels that the server's Web UI shows beside this worker.
     *
     * @return as they were set
     */
    List<String> labels();

    /**
     * The jobtypes for which functions are registered.
     *
     * @return in alphabetical order
     */
    List<String> jobtypes();

    /**
     * Where the worker stands.
     *
     * @return the state now
     */
    WorkerState state();

    /**
     * Where the worker stands, with numbers; for metrics and health checks. Takes no lock that a job
     * needs, so it may be asked often.
     *
     * @return a snapshot
     */
    WorkerStatus status();

    /**
     * The worker's pools, to look at and to change.
     *
     * @return the unnamed one first, if there is one
     */
    List<WorkerPool> pools();

    /**
     * One of the worker's pools.
     *
     * @param name as it was declared; empty or {@code default} for the unnamed one
     * @return the pool
     * @throws IllegalArgumentException if there is none of this name, with one line that names those there are
     */
    WorkerPool pool(String name);

    /**
     * What this worker knows of a job.
     *
     * @param jid the job's id
     * @return whether it runs here, waits here, or is unknown here; the server is not asked
     */
    JobStatus status(String jid);

    /**
     * The minute that goes on: what the worker has done since the last one ended, or since it started.
     *
     * @return a snapshot; what waits on the server is not known in it
     */
    WorkerReport report();

    /**
     * The last minute that is over. Minutes are counted from the worker's start by its clock; one in which that jumped is
     * none.
     *
     * @return empty before the first is over
     */
    Optional<WorkerReport> lastReport();

    /**
     * The jobs that run now.
     *
     * @return a snapshot
     */
    @Override
    Collection<RunningJob> runningJobs();

    /**
     * Cancels a job that this worker runs: fires its signal with {@link CancellationReason#CANCELLED}.
     * The job is FAILed, moved to Dead and never retried.
     *
     * @param jid the job's id
     * @return true if this worker runs the job and it is cancelled, now or by an earlier order of the same kind; false if the worker
     *     does not know it, it has just ended, or it was interrupted for another reason
     */
    @Override
    boolean cancel(String jid);

    /**
     * Cancels a job that this worker runs, like {@link #cancel(String)}, but leaves no trace of it: it is ACKed instead
     * of moved to Dead.
     *
     * @param jid the job's id
     * @return true if this worker runs the job and it is cancelled, now or by an earlier order of the same kind; false if the worker
     *     does not know it, it has just ended, or it was interrupted for another reason
     */
    @Override
    boolean discard(String jid);

    /**
     * Cancels a job that this worker runs, like {@link #cancel(String)} or {@link #discard}, and says why and by whom.
     *
     * @param jid the job's id
     * @param request what becomes of the job, why and by whom
     * @return true if this worker runs the job and it is cancelled, now or by an earlier order of the same kind; false if the worker
     *     does not know it, it has just ended, or it was interrupted for another reason
     */
    boolean cancel(String jid, CancelRequest request);

    /**
     * Cancels the jobs that this worker holds and that fit a filter, whether they run or wait for a thread or for their
     * next try, and that no one else has cancelled: each as {@link #cancel(String)} does. Jobs that come in after the
     * call are left alone, and so are those whose {@code created_at} lies after it.
     *
     * <p>Returns once it knows which jobs fit. They are cancelled on a thread of its own, 64 at a time with 25 ms of the
     * worker's clock in between, so that heartbeats and other jobs do not wait. All operations of a worker share that.
     *
     * @param filter which jobs
     * @param options what becomes of them, why and by whom; or that they are only counted
     * @return the operation, which may be over already
     * @throws IllegalArgumentException if the filter is empty: every job is {@link JobFilter#all()}
     */
    CancelOperation cancelAll(JobFilter filter, CancelAllOptions options);

    /**
     * A client for the worker's server. It can be used from {@link WorkerExtension#onRunning} on, until the worker closes.
     *
     * @return the worker's own; whoever asks for it does not close it
     */
    FaktoryClient client();

    /**
     * The worker's clock. In a test the test drives it, so what waits beside a worker waits by this one.
     *
     * @return as it was set
     */
    WorkerClock clock();
}
