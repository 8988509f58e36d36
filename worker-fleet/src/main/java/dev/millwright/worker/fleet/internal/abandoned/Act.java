package dev.millwright.worker.fleet.internal.abandoned;

/** What is to be done for a unit, once each time that {@link Rules} says so. */
public enum Act {
    /** Put it on the list of what is abandoned. */
    DETECT,
    /** Tell that it is abandoned, and from when on its jobs are held if they are to be. */
    NOTIFY,
    /** Tell that its jobs are held soon. */
    REMIND,
    /** Tell that its jobs would be held by now, had anybody looked at the list. */
    REFUSE,
    /** Hold its jobs. */
    HOLD,
    /** Let one of its jobs run. */
    TRIAL,
    /** Hold its jobs no longer, and give back those that were held. */
    RELEASE,
    /** Tell that it is no longer abandoned. */
    RESOLVE
}
