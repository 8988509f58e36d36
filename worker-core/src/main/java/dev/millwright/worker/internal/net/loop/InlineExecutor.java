package dev.millwright.worker.internal.net.loop;

/**
 * An I/O thread that also runs short tasks. Running a job of microseconds where its bytes were read wakes no thread;
 * handing it to another one costs more than the job. If a task overruns, the connections move to another thread within
 * milliseconds.
 */
public interface InlineExecutor extends IoThread {
    /**
     * Runs a task as soon as all that can be read now has been read. To be called on the I/O thread.
     *
     * @param expectedNanos the estimated run time
     * @return false if the task must be run elsewhere: the tasks of this round would take too long, or there is no
     *     standby thread that could go on with the I/O
     */
    boolean tryRunInline(InlineTask task, long expectedNanos);
}
