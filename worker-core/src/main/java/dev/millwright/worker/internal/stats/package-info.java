/** What a worker says of itself once a minute: counts, backlog, slots that never come free. */
@NullMarked
package dev.millwright.worker.internal.stats;

import org.jspecify.annotations.NullMarked;
