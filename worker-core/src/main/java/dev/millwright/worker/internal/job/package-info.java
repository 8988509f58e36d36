/** A job from its fetch to its outcome: context, signal, latch, the call of its function. */
@NullMarked
package dev.millwright.worker.internal.job;

import org.jspecify.annotations.NullMarked;
