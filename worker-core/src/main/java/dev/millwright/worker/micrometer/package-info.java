/** Metrics of a worker in Micrometer, for programs that have it; the worker itself does not need it. */
@NullMarked
package dev.millwright.worker.micrometer;

import org.jspecify.annotations.NullMarked;
