package dev.millwright.worker.it.chaos;

/** What the jobs of the chaos do; {@link Workload} does it. */
enum JobKind {
    /** Returns at once. */
    NOOP,
    /** Sleeps and obeys its signal. */
    SLEEP,
    /** As SLEEP, but takes its interrupt for a reason to return as if it were done. */
    NAP,
    /** Works on for its time, whatever its signal says. */
    STUBBORN,
    /** Sleeps for seconds, as something to cancel. */
    LONG,
    /** Fails the first time. */
    FLAKY,
    /** Fails each time. */
    FAIL,
    /** Returns when as many of it run as there are slots. */
    GATHER;

    /** The jobtype, which the handler is registered under. */
    String jobtype() {
        return "chaos." + name();
    }
}
