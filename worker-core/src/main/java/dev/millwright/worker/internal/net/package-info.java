/** Connections to a server: TLS, handshake, requests, reconnects. Knows nothing of jobs that run. */
@NullMarked
package dev.millwright.worker.internal.net;

import org.jspecify.annotations.NullMarked;
