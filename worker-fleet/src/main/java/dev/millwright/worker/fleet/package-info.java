/**
 * Workers of a group that know of each other, through a small store that they share: who is there, what they run, and
 * orders that reach them all.
 */
@NullMarked
package dev.millwright.worker.fleet;

import org.jspecify.annotations.NullMarked;
