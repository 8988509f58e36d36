package dev.millwright.worker.fleet.internal.abandoned;

/** The moments of an {@link Episode}. */
enum Mark {
    DETECTED,
    NOTIFIED,
    /** When its jobs are going to be held, as the notice says. The only one that may lie ahead. */
    DISABLE_AT,
    REMINDED,
    /** When somebody first looked at the list with it. */
    LOOKED,
    REFUSED,
    HELD,
    TRIED,
    RELEASED
}
