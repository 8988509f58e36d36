/** Care for jobtypes that nobody runs with success any more. */
@NullMarked
package dev.millwright.worker.fleet.internal.abandoned;

import org.jspecify.annotations.NullMarked;
