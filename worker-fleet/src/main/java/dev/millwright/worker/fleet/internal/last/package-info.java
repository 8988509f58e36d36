/** What is done when the last worker of a group leaves and the first one comes: queues are paused, and resumed. */
@NullMarked
package dev.millwright.worker.fleet.internal.last;

import org.jspecify.annotations.NullMarked;
