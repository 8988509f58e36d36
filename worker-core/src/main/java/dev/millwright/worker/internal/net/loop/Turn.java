package dev.millwright.worker.internal.net.loop;

/** Something short, a job for instance, that runs on an I/O thread in between reading and writing. */
public interface Turn {
    /** What is to be done. May take long after all, and the I/O then goes on without this thread: touches none of it. */
    void run();

    /** It has run. On the I/O thread, which is still the one that ran it. */
    void done();

    /** Another took long, before this one could begin: it is not run here. On the I/O thread. */
    void displaced();

    /** It takes long, so the I/O has moved to another thread: on that one. */
    void outstayed();

    /** It has run at last, after {@link #outstayed} or while that is being called. On the thread that ran it. */
    void doneElsewhere();
}
