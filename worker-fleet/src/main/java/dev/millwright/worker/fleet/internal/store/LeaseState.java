package dev.millwright.worker.fleet.internal.store;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** The leases of a group in memory. Confined as {@link MemoryState}. */
final class LeaseState {
    private final Map<String, Lease> leases = new HashMap<>();

    /** The newest one of each name; {@code until} is past once it was given back. */
    private record Lease(long token, String holder, Instant until) {}

    Leased take(String name, String holder, Duration ttl, Instant now) {
        Lease old = leases.get(name);
        if (old != null && old.until().isAfter(now) && !old.holder().equals(holder)) {
            return new Leased.Taken(old.holder());
        }
        long token = old == null ? 1 : old.token() + 1;
        leases.put(name, new Lease(token, holder, now.plus(ttl)));
        return new Leased.Held(token);
    }

    boolean keep(String name, long token, Duration ttl, Instant now) {
        Lease old = leases.get(name);
        if (old == null || old.token() != token || !old.until().isAfter(now)) {
            return false;
        }
        leases.put(name, new Lease(token, old.holder(), now.plus(ttl)));
        return true;
    }

    void release(String name, long token, Instant now) {
        Lease old = leases.get(name);
        if (old != null && old.token() == token) {
            leases.put(name, new Lease(token, old.holder(), now));
        }
    }

    boolean isNewest(String name, long token) {
        Lease newest = leases.get(name);
        return newest != null && newest.token() == token;
    }
}
