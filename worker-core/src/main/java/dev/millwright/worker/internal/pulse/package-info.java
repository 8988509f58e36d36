/** Whether the server answers, and how long it is waited for. */
@NullMarked
package dev.millwright.worker.internal.pulse;

import org.jspecify.annotations.NullMarked;
