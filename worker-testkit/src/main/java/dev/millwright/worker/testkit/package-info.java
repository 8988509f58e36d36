/**
 * Helpers for the tests of programs that work on Faktory jobs.
 */
@NullMarked
package dev.millwright.worker.testkit;

import org.jspecify.annotations.NullMarked;
