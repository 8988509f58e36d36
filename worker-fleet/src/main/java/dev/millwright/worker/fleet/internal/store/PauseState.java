package dev.millwright.worker.fleet.internal.store;

import dev.millwright.worker.fleet.internal.store.PauseRecord.Owner;
import dev.millwright.worker.fleet.internal.store.PauseRecord.State;
import dev.millwright.worker.fleet.internal.store.PauseRecords.Intent;
import dev.millwright.worker.fleet.internal.store.PauseRecords.Written;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The paused queues of a group in memory. Confined as {@link MemoryState}. */
final class PauseState {
    private final LeaseState leases;
    private final Map<String, PauseRecord> records = new HashMap<>();

    PauseState(LeaseState leases) {
        this.leases = leases;
    }

    PauseRecords.All all(Instant now) {
        return new PauseRecords.All(now, List.copyOf(records.values()), List.of());
    }

    Written intend(long token, Intent intent, Instant now) {
        Written refused = refused(token, records.get(intent.queue()), intent.owner());
        if (refused != null) {
            return refused;
        }
        records.put(
                intent.queue(),
                new PauseRecord(intent.queue(), State.INTENDED, intent.owner(), token, now, intent.by(), intent.why()));
        return Written.DONE;
    }

    Written paused(long token, String queue) {
        PauseRecord old = records.get(queue);
        if (!leases.isNewest(PauseRecords.LEASE, token)) {
            return Written.STALE;
        }
        if (old == null || old.token() != token) {
            return Written.MISSING;
        }
        records.put(queue, old.as(State.PAUSED, token));
        return Written.DONE;
    }

    Written resuming(long token, String queue, Owner who) {
        PauseRecord old = records.get(queue);
        Written refused = refused(token, old, who);
        if (refused != null || old == null) {
            return refused != null ? refused : Written.MISSING;
        }
        if (old.state() == State.PAUSED) {
            records.put(queue, old.as(State.RESUMING, token));
        }
        return Written.DONE;
    }

    Written resumed(long token, String queue, Owner who, Instant now) {
        PauseRecord old = records.get(queue);
        Written refused = refused(token, old, who);
        if (refused != null || old == null) {
            return refused != null ? refused : Written.MISSING;
        }
        if (old.owner() == Owner.FLEET && now.isBefore(old.at().plus(PauseRecord.DOUBT))) {
            records.put(queue, old.as(State.RESUMED, token));
        } else {
            records.remove(queue);
        }
        return Written.DONE;
    }

    private @Nullable Written refused(long token, @Nullable PauseRecord old, Owner who) {
        if (!leases.isNewest(PauseRecords.LEASE, token)) {
            return Written.STALE;
        }
        return who == Owner.FLEET && old != null && old.owner() == Owner.HAND ? Written.BY_HAND : null;
    }
}
