package dev.millwright.worker.internal.pulse;

import java.time.Duration;

/**
 * How long a FETCH that the server does not answer is waited for, while TCP says that the server is there. One that
 * stands still will answer when it goes on, and would hand a job to a connection that is closed by then. But a reply
 * can have got lost, or a proxy can hold its side open in front of nobody: so it is over when the server has worked
 * for ten seconds meanwhile, as a FETCH blocks for two. Confined to an I/O thread.
 */
public final class Patience {
    /** When it begins: the server blocks a FETCH for about 2 s. */
    public static final Duration OVERDUE = Duration.ofSeconds(10);

    private static final int ENOUGH = 10;

    private final ServerPulse pulse;
    private boolean late;
    private int beatsBefore;

    public Patience(ServerPulse pulse) {
        this.pulse = pulse;
    }

    /** A FETCH is about to be sent. */
    public void begin() {
        late = false;
    }

    /** Asked once a second when the FETCH is overdue. */
    public boolean isOver() {
        if (!late) {
            late = true;
            beatsBefore = pulse.beats();
        }
        pulse.ask();
        return pulse.beats() - beatsBefore >= ENOUGH;
    }
}
