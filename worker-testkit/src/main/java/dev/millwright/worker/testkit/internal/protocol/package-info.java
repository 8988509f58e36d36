/** The commands: reads a line, calls the store, makes a reply. Knows nothing of sockets. */
@NullMarked
package dev.millwright.worker.testkit.internal.protocol;

import org.jspecify.annotations.NullMarked;
