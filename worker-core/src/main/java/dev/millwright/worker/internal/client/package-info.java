/** The producer's and operator's client. */
@NullMarked
package dev.millwright.worker.internal.client;

import org.jspecify.annotations.NullMarked;
