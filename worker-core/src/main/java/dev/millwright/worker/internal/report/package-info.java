/** Outcomes on their way to the server and to the listeners. Knows a job only by what a report needs. */
@NullMarked
package dev.millwright.worker.internal.report;

import org.jspecify.annotations.NullMarked;
