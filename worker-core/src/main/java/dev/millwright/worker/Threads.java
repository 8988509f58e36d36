package dev.millwright.worker;

/** On which threads a worker's jobs run. */
public enum Threads {
    /** Virtual threads where the JVM has them (21 and later), else platform threads. */
    AUTO,
    /**
     * Platform threads, as many as there are slots. Jobs of a type that has proved to take microseconds run
     * on the thread that reads them, without any hand-over: the fastest way for short jobs.
     */
    PLATFORM,
    /** Virtual threads: for many slots that mostly wait. On a JVM without them the worker does not start. */
    VIRTUAL
}
