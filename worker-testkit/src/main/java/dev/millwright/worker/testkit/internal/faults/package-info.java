/** Faults that a test asked for, and what they do to a connection. */
@NullMarked
package dev.millwright.worker.testkit.internal.faults;

import org.jspecify.annotations.NullMarked;
