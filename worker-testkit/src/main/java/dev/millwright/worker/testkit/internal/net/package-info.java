/** Sockets and threads of the development server. */
@NullMarked
package dev.millwright.worker.testkit.internal.net;

import org.jspecify.annotations.NullMarked;
