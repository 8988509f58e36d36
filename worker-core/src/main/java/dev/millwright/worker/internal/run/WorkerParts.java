package dev.millwright.worker.internal.run;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.WorkerExtension;
import dev.millwright.worker.WorkerFacts;
import dev.millwright.worker.internal.client.NettyFaktoryClient;
import dev.millwright.worker.internal.config.PoolSettings;
import dev.millwright.worker.internal.config.WorkerSettings;
import dev.millwright.worker.internal.control.ControlQueue;
import dev.millwright.worker.internal.control.Heartbeat;
import dev.millwright.worker.internal.job.ActiveJobs;
import dev.millwright.worker.internal.job.BulkCancels;
import dev.millwright.worker.internal.job.Completions;
import dev.millwright.worker.internal.job.Interruptions;
import dev.millwright.worker.internal.job.JobIntake;
import dev.millwright.worker.internal.job.JobRunner;
import dev.millwright.worker.internal.job.PendingWork;
import dev.millwright.worker.internal.job.Retries;
import dev.millwright.worker.internal.net.Connector;
import dev.millwright.worker.internal.net.ThisProcess;
import dev.millwright.worker.internal.net.Transport;
import dev.millwright.worker.internal.net.loop.IoThread;
import dev.millwright.worker.internal.platform.Guard;
import dev.millwright.worker.internal.platform.SafeLogger;
import dev.millwright.worker.internal.platform.SystemClock;
import dev.millwright.worker.internal.pool.JobThreads;
import dev.millwright.worker.internal.pool.Pool;
import dev.millwright.worker.internal.pool.QueueGates;
import dev.millwright.worker.internal.pool.WorkerServices;
import dev.millwright.worker.internal.protocol.Hello;
import dev.millwright.worker.internal.pulse.ConnectFaults;
import dev.millwright.worker.internal.pulse.ServerPulse;
import dev.millwright.worker.internal.report.Listeners;
import dev.millwright.worker.internal.report.LogFields;
import dev.millwright.worker.internal.report.Outbox;
import dev.millwright.worker.internal.stats.Backlog;
import dev.millwright.worker.internal.stats.MinuteReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;

/** Makes the parts of one worker and ties them together; starts none of them. Immutable; any thread. */
final class WorkerParts {
    private static final Logger LOG = SafeLogger.of(WorkerParts.class);

    private static final Duration CLIENT_TIMEOUT = Duration.ofSeconds(10);

    final WorkerClock clock;
    final Listeners listeners;
    final LogFields fields;
    final PendingWork pending = new PendingWork();
    final FaktoryClient client;
    final Outbox outbox;
    private final Completions completions;
    final ActiveJobs jobs;
    final Retries retries;
    final Interruptions interruptions;
    final BulkCancels bulkCancels;
    final Heartbeat heartbeat;
    final List<Pool> pools = new ArrayList<>();
    private final QueueGates gates;
    final Extensions extensions;
    final Vitals vitals;
    final MinuteReport minutes;
    private final Transport transport;

    WorkerParts(WorkerSettings settings, String wid, Listeners listeners, Heartbeat.Orders orders) {
        this.clock = settings.clock();
        this.listeners = listeners;
        this.fields = new LogFields(wid);
        List<JobThreads> threads = new ArrayList<>();
        for (PoolSettings pool : settings.pools()) {
            threads.add(JobThreads.choose(settings, pool)); // may refuse: before anything is opened
        }
        this.transport = Transport.create(clock);
        IoThread io = transport.newThread("millwright-io");
        Connector producer = new Connector(transport, settings.server(), ThisProcess.producer(), clock);
        Hello self = ThisProcess.worker(wid, settings.labels());
        Connector consumer = new Connector(transport, settings.server(), self, clock);
        this.client = NettyFaktoryClient.shared(producer, io, CLIENT_TIMEOUT, clock, this::clientInterrupted);
        this.completions = new Completions(settings, pending, fields);
        this.outbox = new Outbox(clock, listeners, fields);
        this.jobs = new ActiveJobs(clock, listeners, outbox, completions, fields);
        this.retries = new Retries(settings, jobs, outbox);
        JobRunner runner = new JobRunner(settings, listeners, fields, jobs, retries);
        this.interruptions = new Interruptions(settings, jobs, runner, listeners, outbox, pending, fields);
        WorkerFacts facts = WorkerFacts.UNKNOWN.withLabels(settings.labels()).withHost(self.hostname());
        this.bulkCancels = new BulkCancels(jobs, interruptions, clock, facts);
        JobIntake intake = new JobIntake(clock, jobs, interruptions, runner, client, fields, outbox.serverClock());
        ConnectFaults faults = new ConnectFaults();
        this.heartbeat =
                new Heartbeat(wid, settings.heartbeat(), consumer, io, clock, outbox, listeners, orders, faults);
        ServerPulse pulse = new ServerPulse(clock, heartbeat::trySend);
        List<WorkerExtension> beside = new ArrayList<>(settings.extensions());
        if (settings.controlQueue()) {
            beside.add(new SourceExtension(new ControlQueue(consumer, io, clock, pulse)));
        }
        settings.sources().forEach(source -> beside.add(new SourceExtension(source)));
        this.extensions = new Extensions(beside);
        WorkerServices services =
                new WorkerServices(consumer, clock, listeners, intake, outbox, pending, pulse, faults);
        this.gates = new QueueGates(settings.gates());
        for (int i = 0; i < threads.size(); i++) {
            pools.add(new Pool(settings.pools().get(i), threads.get(i), services, gates, transport));
        }
        Backlog backlog = new Backlog(settings.reportBacklog(), client, clock, CLIENT_TIMEOUT);
        this.minutes = new MinuteReport(clock, pools, jobs, listeners, backlog);
        this.vitals = new Vitals(clock, heartbeat, io, pools);
    }

    /** A job that its signal has interrupted hears of it by the client's exception; its cleanup may block again. */
    private void clientInterrupted() {
        if (!jobs.interruptHasBeenSeen()) {
            Thread.currentThread().interrupt();
        }
    }

    /** Has the pools fetch. */
    void startPools() {
        gates.start(() -> pools.forEach(Pool::lookAgain));
        pools.forEach(Pool::start);
    }

    /** Looks for what has not been noticed by itself. To be called once a second. */
    void sweep() {
        jobs.sweep();
        completions.sweep();
        interruptions.sweep();
        pools.forEach(Pool::wakeIdleLanes);
        vitals.look();
        minutes.look();
    }

    /** Closes all of them, the connection of the heartbeat after the lanes'. May block for some seconds; never throws. */
    void close() {
        extensions.close();
        close(bulkCancels::close);
        close(minutes::close);
        pools.forEach(pool -> close(pool::close));
        List.<Runnable>of(
                        heartbeat::close,
                        completions::close,
                        client::close,
                        transport::close,
                        () -> SystemClock.close(clock))
                .forEach(WorkerParts::close);
    }

    private static void close(Runnable part) {
        Guard.run(part, LOG, "not all could be closed, please report it; the worker stops all the same");
    }
}
