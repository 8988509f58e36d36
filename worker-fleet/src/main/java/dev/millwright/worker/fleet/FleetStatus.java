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
 */
public record FleetStatus(
        String group,
        boolean member,
        Optional<String> away,
        Optional<Duration> renewed,
        int operations,
        long applied,
        long unreadable) {}
