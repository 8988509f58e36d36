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
    /** Fails in its first few tries, and has a policy with short waits. */
    RETRY,
    /** Fails the first time, and has a policy by which it goes back to the server until its next try. */
    LATER,
    /** Fails each time, and has a policy that gives up. */
    GIVE_UP,
    /** Fails for good, although it has a policy. */
    FINAL,
    /** Returns when as many of it run as there are slots. */
    GATHER;

    /** Whether it has a retry policy. */
    boolean hasPolicy() {
        return this == RETRY || this == LATER || this == GIVE_UP || this == FINAL;
    }

    /** Whether there is an asynchronous function for it, too. */
    boolean hasAsyncForm() {
        return this != GATHER;
    }

    /** The jobtype of its asynchronous function. */
    String asyncJobtype() {
        return jobtype() + ".async";
    }

    /** The jobtype, which the handler is registered under. */
    String jobtype() {
        return "chaos." + name();
    }
}
