package dev.millwright.worker.internal.run;

import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.net.Connector;

/** What all lanes of a worker share. Immutable; any thread. */
record LaneParts(
        Connector connector,
        WorkerClock clock,
        Listeners listeners,
        ActiveJobs jobs,
        Outbox outbox,
        Inflight inflight,
        ServerPulse pulse,
        ConnectFaults faults) {}
