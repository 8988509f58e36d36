package dev.millwright.worker.fleet.internal.abandoned;

/** Why a unit counts as abandoned. */
public enum Kind {
    /** Its jobs have failed for long. */
    FAILING,
    /** None of its jobs has run for long. */
    IDLE,
    /** Its jobs have failed for long, as no worker of the group has a function for them. */
    UNKNOWN
}
