/** The commands, one class each, and what they share. */
@NullMarked
package dev.millwright.worker.cli.internal;

import org.jspecify.annotations.NullMarked;
