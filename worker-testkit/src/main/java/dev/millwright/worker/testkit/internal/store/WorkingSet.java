package dev.millwright.worker.testkit.internal.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The reservations, kept twice as in the stock server: by jid, where a job that is fetched again
 * under the same jid replaces the earlier reservation, and by end, where both stay. That is what makes
 * a late report, or the end of a forgotten reservation, hit whoever has the job now. Guarded by the
 * broker's lock.
 */
final class WorkingSet {
    private static final Comparator<Reservation> BY_EXPIRY =
            Comparator.comparing(Reservation::expiry).thenComparingLong(Reservation::number);

    private final Map<String, Reservation> byJid = new LinkedHashMap<>();
    private final TreeSet<Reservation> byExpiry = new TreeSet<>(BY_EXPIRY);

    void add(Reservation reservation) {
        byExpiry.add(reservation);
        byJid.put(reservation.jid(), reservation);
    }

    /** Ends whatever reservation the jid has now. */
    @Nullable
    Reservation release(String jid) {
        return byJid.remove(jid);
    }

    /** Takes a reservation out of the list of ends; false if it is not there any more. */
    boolean removeEnd(Reservation reservation) {
        return byExpiry.remove(reservation);
    }

    /** Takes out the reservations that are over; their jids are still reserved. */
    List<Reservation> removeExpired(Instant now) {
        List<Reservation> expired = new ArrayList<>();
        while (!byExpiry.isEmpty() && !byExpiry.first().expiry().isAfter(now)) {
            expired.add(byExpiry.first());
            byExpiry.pollFirst();
        }
        return expired;
    }

    @Nullable
    Reservation get(String jid) {
        return byJid.get(jid);
    }

    Collection<Reservation> held() {
        return byJid.values();
    }

    /** What INFO counts as working. */
    int size() {
        return byExpiry.size();
    }

    /** FLUSH empties the database, but not the server's memory of who holds what. */
    void flush() {
        byExpiry.clear();
    }
}
