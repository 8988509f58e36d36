/**
 * Tests of the command line, in process, against an embedded server.
 */
@NullMarked
package dev.millwright.worker.cli;

import org.jspecify.annotations.NullMarked;
