/** The worker as a whole, on an embedded server: over real sockets, through the public API. */
@NullMarked
package dev.millwright.worker.testkit.worker;

import org.jspecify.annotations.NullMarked;
