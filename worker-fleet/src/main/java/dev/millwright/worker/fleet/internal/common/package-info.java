/** What the rooms share that is of none of them: lines for the log, texts of others, a thread, failures. */
@NullMarked
package dev.millwright.worker.fleet.internal.common;

import org.jspecify.annotations.NullMarked;
