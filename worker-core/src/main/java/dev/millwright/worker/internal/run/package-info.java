/** Lanes, slots, running jobs, reports, heartbeat, lifecycle. Knows nothing of Netty. */
@NullMarked
package dev.millwright.worker.internal.run;

import org.jspecify.annotations.NullMarked;
