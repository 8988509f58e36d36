package dev.millwright.worker.fleet.internal.last;

import dev.millwright.worker.fleet.internal.common.Unwrapped;

/** Why something did not come to pass. Stateless; any thread. */
final class Failure {
    private Failure() {}

    /** To try again is of no use. */
    static class Settled extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Settled(String why) {
            super(why, null, false, false);
        }
    }

    /** The lease is somebody else's by now: nothing may be written or ordered in its name any more. */
    static final class LeaseLost extends Settled {
        private static final long serialVersionUID = 1L;

        LeaseLost() {
            super("the lease was lost: this worker stood still for too long");
        }
    }

    /** Somebody else has the lease. */
    static final class LeaseTaken extends Settled {
        private static final long serialVersionUID = 1L;

        LeaseTaken(String holder) {
            super("the lease is held by " + holder);
        }
    }

    /** Whoever waits here is to end. */
    static final class Cut extends Settled {
        private static final long serialVersionUID = 1L;

        Cut() {
            super("it was told to end at once");
        }
    }

    /** In one line. */
    static String why(Throwable thrown) {
        Throwable cause = Unwrapped.of(thrown);
        String message = cause.getMessage();
        return (message == null ? cause.getClass().getName() : message).replaceAll("\\s+", " ");
    }
}
