package dev.millwright.worker.fleet;

import java.time.Duration;
import java.util.Optional;

/**
 * How a worker stands with its group.
 *
 * @param group the group
 * @param member whether the worker is a member now: it has joined and not left
 * @param away why the store cannot be asked, in one line; empty while it answers
 * @param renewed how long ago the store last heard of the worker; empty before the first time
 * @param operations how many open operations the worker knows and watches for
 * @param applied the version of the newest change of an operation that the worker has applied; 0 before the first
 * @param unreadable how many operations could not be read: another release or a hand has written them
 * @param pauses which of the server's queues are paused, as the worker last saw it: it looks every 15 s
 */
public record FleetStatus(
        String group,
        boolean member,
        Optional<String> away,
        Optional<Duration> renewed,
        int operations,
        long applied,
        long unreadable,
        Pauses pauses) {

    /**
     * How many of the server's queues are paused.
     *
     * @param byFleet by the last worker that left: while workers run, those from which none of them fetches, and those that
     *     are about to be resumed
     * @param byHand by {@link FleetClient#pause}
     * @param unreadable how many records of pauses cannot be read; they are passed over
     * @param failing how many queues this worker has tried to resume and could not; it goes on trying
     */
    public record Pauses(int byFleet, int byHand, int unreadable, int failing) {}

    /**
     * How a worker stands that has not joined yet.
     *
     * @param group the group
     * @return no member
     */
    public static FleetStatus notJoined(String group) {
        return new FleetStatus(group, false, Optional.empty(), Optional.empty(), 0, 0, 0, new Pauses(0, 0, 0, 0));
    }
}
