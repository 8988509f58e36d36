package dev.millwright.worker.fleet.internal.abandoned;

import java.time.Duration;

/**
 * From when on a unit counts as abandoned, and what is done then.
 *
 * @param detecting whether it is looked for at all
 * @param notifying whether a notice is sent
 * @param holding whether its jobs are held after that
 * @param failures how many failures begin a streak
 * @param within in which time
 * @param recovery how long a time of successes ends it
 * @param failingFor how long a streak must last
 * @param idleFor how long no job must have run
 * @param deployGrace how long it must be since a deploy
 * @param holdAfter how long after the notice its jobs are held
 * @param remindBefore how long before that there is a reminder
 * @param trialEvery how often one of its jobs is tried then
 */
record Thresholds(
        boolean detecting,
        boolean notifying,
        boolean holding,
        int failures,
        Duration within,
        Duration recovery,
        Duration failingFor,
        Duration idleFor,
        Duration deployGrace,
        Duration holdAfter,
        Duration remindBefore,
        Duration trialEvery) {}
