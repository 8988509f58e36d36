/** The log of the process: what a line looks like, and how it gets to standard error without anybody waiting for it. */
@NullMarked
package dev.millwright.worker.cli.internal.log;

import org.jspecify.annotations.NullMarked;
