/** Faktory's protocol as bytes and values: replies, commands, jobs as JSON. Knows no sockets. */
@NullMarked
package dev.millwright.worker.internal.protocol;

import org.jspecify.annotations.NullMarked;
