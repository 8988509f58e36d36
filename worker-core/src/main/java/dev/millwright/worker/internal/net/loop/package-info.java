/** The threads of the connections: an event loop that moves to another thread when a task takes too long. */
@NullMarked
package dev.millwright.worker.internal.net.loop;

import org.jspecify.annotations.NullMarked;
