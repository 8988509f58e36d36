package dev.millwright.worker.it.chaos;

/** What can go wrong between a worker and its server. Which of them an arena can do, it says itself. */
enum FaultKind {
    /** A command is handled later. */
    DELAY,
    /** A command is handled at once and answered later. */
    DELAY_REPLY,
    /** Nothing passes any more, and nothing is closed. */
    STALL,
    /** A command is handled, and then nothing passes any more. */
    STALL_REPLY,
    /** A connection breaks before a command is handled. */
    CUT,
    /** A command is handled, and the connection breaks before its reply. */
    CUT_BEFORE_REPLY,
    /** The connection breaks in the middle of a reply. */
    CUT_MID_REPLY,
    /** The connection breaks right after a reply. */
    CUT_AFTER_REPLY,
    /** All connections break at once. */
    CUT_ALL,
    /** A reply comes byte by byte. */
    SPLIT_REPLY,
    /** A command is answered with an error. */
    ERROR,
    /** A command is answered with what is no reply. */
    GARBAGE,
    /** No new connection comes about for a while. */
    REFUSE,
    /** The server is killed, and is back a while later. */
    CRASH,
    /** The server's Redis stands still for a while. */
    PAUSE,
    /** The server ended by itself. Nobody's doing here, but it counts. */
    DEATH;

    /** Whether it disturbs one command, and not for long. */
    boolean isBrief() {
        return switch (this) {
            case DELAY,
                    DELAY_REPLY,
                    CUT,
                    CUT_BEFORE_REPLY,
                    CUT_MID_REPLY,
                    CUT_AFTER_REPLY,
                    SPLIT_REPLY,
                    ERROR,
                    GARBAGE -> true;
            default -> false;
        };
    }
}
