/**
 * The command line: the worker as a process.
 */
@NullMarked
package dev.millwright.worker.cli;

import org.jspecify.annotations.NullMarked;
