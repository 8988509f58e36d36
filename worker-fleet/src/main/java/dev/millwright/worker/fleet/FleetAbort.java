package dev.millwright.worker.fleet;

/** What has become of an operation that was to be aborted, see {@link FleetClient#abort}. */
public enum FleetAbort {
    /** It is aborted now: no worker that hears of it cancels any more jobs. */
    ABORTED,
    /** It was aborted before, or its time was over. */
    WAS_OVER,
    /** The group has none of this id, or none that can be read. */
    UNKNOWN
}
