/** JSON and timestamps the way Faktory's Go code reads and writes them, as workers can see the difference. */
@NullMarked
package dev.millwright.worker.testkit.internal.json;

import org.jspecify.annotations.NullMarked;
