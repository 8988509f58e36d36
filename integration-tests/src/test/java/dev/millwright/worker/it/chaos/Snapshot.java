package dev.millwright.worker.it.chaos;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * Where a server says that jobs are, by their jids.
 *
 * @param at when, by the server's clock
 * @param queued how many wait in the queue
 * @param reserved those in the hands of workers
 * @param retries those that wait for their next try
 * @param scheduled those that were pushed for later
 * @param dead those that have failed for good
 * @param kills when the server's process was killed so far, and could have been in the middle of a command
 */
record Snapshot(
        Instant at,
        long queued,
        Set<String> reserved,
        Set<String> retries,
        Set<String> scheduled,
        Set<String> dead,
        List<Instant> kills) {}
