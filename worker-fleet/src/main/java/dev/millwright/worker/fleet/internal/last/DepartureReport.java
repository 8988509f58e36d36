package dev.millwright.worker.fleet.internal.last;

import dev.millwright.worker.fleet.internal.store.PauseRecord;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** What became of the queues of a worker that leaves, for the log. One step after the other; any thread. */
final class DepartureReport {
    private final Myself self;
    private final Set<String> paused = ConcurrentHashMap.newKeySet();
    private final Set<String> intended = ConcurrentHashMap.newKeySet();
    private final Set<String> unknown = ConcurrentHashMap.newKeySet();
    private final Map<String, String> already = new ConcurrentHashMap<>();
    private final Map<String, String> byHand = new ConcurrentHashMap<>();
    private final Map<String, String> failed = new ConcurrentHashMap<>();
    private final AtomicBoolean told = new AtomicBoolean();

    DepartureReport(Myself self) {
        this.self = self;
    }

    void intended(String queue) {
        intended.add(queue);
    }

    void paused(String queue) {
        paused.add(queue);
        failed.remove(queue);
    }

    void unknown(String queue) {
        unknown.add(queue);
        failed.remove(queue);
    }

    void already(PauseRecord record) {
        if (!paused.contains(record.queue())) {
            already.put(record.queue(), record.by());
        }
    }

    void byHand(PauseRecord record) {
        byHand.put(record.queue(), record.by());
    }

    void unreadable(String queue) {
        failed.put(
                queue,
                "another release or a hand has written a record of it that cannot be read; resume it by hand, and it"
                        + " is well again");
    }

    void notPaused(String queue, String why) {
        failed.put(queue, why);
    }

    void notUndone(String queue, String why) {
        self.warn(queue + " may be paused though other workers fetch it, and could not be resumed: " + why
                + "; resume it by hand");
    }

    void notLast(Fetchers others) {
        told.set(true);
        self.info("not the last: " + told(others) + " its queues too; nothing is paused");
    }

    private static String told(Fetchers others) {
        if (others.unreadable() > 0) {
            return others.unreadable() + " other workers that another release or a hand has written may fetch from";
        }
        return others.others() == 1 ? "1 other worker fetches from" : others.others() + " other workers fetch from";
    }

    /** All that could be done has been. */
    void over(Fetchers others, Set<String> left) {
        if (left.isEmpty()) {
            notLast(others);
            return;
        }
        told.set(true);
        if (!paused.isEmpty()) {
            self.info("last of the group: paused " + Names.of(paused)
                    + "; the next worker that fetches from there resumes it");
        }
        if (!already.isEmpty()) {
            self.info("last of the group, and " + paused(already) + " already");
        }
        if (!byHand.isEmpty()) {
            self.info("last of the group, and " + paused(byHand) + ", by hand: that stays");
        }
        if (!unknown.isEmpty()) {
            self.info("last of the group, but the server does not know " + Names.of(unknown)
                    + ", as no job was ever pushed there, and holds none back that comes");
        }
        tellFailed();
    }

    private static String paused(Map<String, String> by) {
        Collection<String> authors = new TreeSet<>(by.values());
        return Names.of(by.keySet()) + (by.size() == 1 ? " is" : " are") + " paused by " + Names.of(authors);
    }

    private void tellFailed() {
        new TreeMap<>(failed).forEach((queue, why) -> {
            if (intended.contains(queue)) {
                self.warn("last of the group, but whether " + queue + " is paused is not certain: " + why
                        + "; the next worker that starts resumes it. To be certain, pause it by hand");
            } else {
                self.warn("last of the group, but " + queue + " is not paused: " + why
                        + "; pause it by hand if it is to wait");
            }
        });
    }

    /** It came to an end before its time. */
    void failed(Throwable cause) {
        if (!told.compareAndSet(false, true)) {
            return;
        }
        if (!paused.isEmpty()) {
            self.info("last of the group: paused " + Names.of(paused)
                    + "; the next worker that fetches from there resumes it");
        }
        tellFailed();
        Set<String> open = new TreeSet<>(intended);
        open.removeAll(paused);
        open.removeAll(unknown);
        open.removeAll(failed.keySet());
        String doubt = open.isEmpty()
                ? ""
                : "; whether " + Names.of(open) + " is paused is not certain, the next worker that starts resumes it";
        self.warn(
                "drained, and " + (paused.isEmpty() && intended.isEmpty() ? "nothing" : "nothing more") + " is paused: "
                        + Failure.why(cause) + doubt
                        + ". If this was the last worker and its queues are to wait, pause them by hand");
    }
}
