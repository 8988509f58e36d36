/**
 * Small programs to read and to run.
 */
@NullMarked
package dev.millwright.worker.examples;

import org.jspecify.annotations.NullMarked;
