/** Fetching jobs and giving them threads: queues, slots, lanes, executors. */
@NullMarked
package dev.millwright.worker.internal.pool;

import org.jspecify.annotations.NullMarked;
