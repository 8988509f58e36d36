package dev.millwright.worker.fleet.internal.abandoned;

import dev.millwright.worker.fleet.internal.store.HandOrders;
import java.time.Instant;

/**
 * What {@link Rules} must know beside the facts of a unit.
 *
 * @param now the store's time
 * @param registered whether a live worker has a function for the jobtype
 * @param ran whether the jobtype has run in any queue
 * @param deployed when the jobtype was last deployed
 * @param orders what was ordered by hand for it
 * @param looked when somebody last looked at the list of what is abandoned
 * @param emptied whether nothing that was held is left
 */
record Around(
        Instant now,
        boolean registered,
        boolean ran,
        Instant deployed,
        HandOrders orders,
        Instant looked,
        boolean emptied) {}
