/** Metrics of a membership in Micrometer, for programs that have it; the fleet itself does not need it. */
@NullMarked
package dev.millwright.worker.fleet.micrometer;

import org.jspecify.annotations.NullMarked;
