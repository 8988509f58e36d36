package dev.millwright.worker.internal.pool;

import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.job.JobIntake;
import dev.millwright.worker.internal.job.PendingWork;
import dev.millwright.worker.internal.net.Connector;
import dev.millwright.worker.internal.pulse.ConnectFaults;
import dev.millwright.worker.internal.pulse.ServerPulse;
import dev.millwright.worker.internal.report.Listeners;
import dev.millwright.worker.internal.report.Outbox;

/** What all lanes of a worker share. Immutable; any thread. */
public record WorkerServices(
        Connector connector,
        WorkerClock clock,
        Listeners listeners,
        JobIntake jobs,
        Outbox outbox,
        PendingWork pending,
        ServerPulse pulse,
        ConnectFaults faults) {}
