/** What is written into the store, as JSON, and what of it can be read. */
@NullMarked
package dev.millwright.worker.fleet.internal.record;

import org.jspecify.annotations.NullMarked;
