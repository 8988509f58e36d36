/** Cancels in a whole group: what they say, and what a worker does about them. */
@NullMarked
package dev.millwright.worker.fleet.internal.operation;

import org.jspecify.annotations.NullMarked;
