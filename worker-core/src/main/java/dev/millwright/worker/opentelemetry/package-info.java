/** Traces through jobs with OpenTelemetry, for programs that have it; the worker itself does not need it. */
@NullMarked
package dev.millwright.worker.opentelemetry;

import org.jspecify.annotations.NullMarked;
