/** Workers under random faults, and a ledger that holds each job to the delivery contract. */
@NullMarked
package dev.millwright.worker.it.chaos;

import org.jspecify.annotations.NullMarked;
