/** What a group keeps in common, in the fleet's own words, and the store of one process. */
@NullMarked
package dev.millwright.worker.fleet.internal.store;

import org.jspecify.annotations.NullMarked;
