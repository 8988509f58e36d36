package dev.millwright.worker.testkit.internal.store;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * The CANCEL extension: jobs that their worker is to be told to stop. A mark lives on the reservation,
 * so it is gone as soon as the job is reported or taken back. Only used under the broker's lock.
 */
public final class Cancellations {
    private Cancellations() {}

    /**
     * Marks those of the jids that a live worker has reserved.
     *
     * @return how many those are
     */
    public static int mark(Broker broker, Collection<String> jids) {
        int count = 0;
        for (String jid : new LinkedHashSet<>(jids)) {
            Reservation reservation = broker.store().working().get(jid);
            if (reservation != null && broker.workers().isLive(reservation.wid())) {
                reservation.cancel();
                count++;
            }
        }
        return count;
    }

    /** The marked jids of one worker, the one it has had longest first. */
    public static List<String> of(Broker broker, String wid) {
        return broker.store().working().held().stream()
                .filter(reservation ->
                        reservation.cancelled() && reservation.wid().equals(wid))
                .map(Reservation::jid)
                .toList();
    }
}
