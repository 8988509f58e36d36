/** What the server says of itself: the heartbeat, and the control queue for cancels. */
@NullMarked
package dev.millwright.worker.internal.control;

import org.jspecify.annotations.NullMarked;
