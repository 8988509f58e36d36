/** What the server keeps: jobs, queues, sets, reservations, workers. Knows nothing of sockets or of the protocol. */
@NullMarked
package dev.millwright.worker.testkit.internal.store;

import org.jspecify.annotations.NullMarked;
