package dev.millwright.worker.it.chaos;

import dev.millwright.worker.CancelOptions;
import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.FaktoryException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Does the steps of a plan at their times, those that take long beside the others. For one thread. */
final class Conductor implements AutoCloseable {
    private static final int THREADS = 16;
    private static final Duration CANCEL_WAIT = Duration.ofSeconds(3);
    /** Generous: only a step that hangs takes this long. */
    private static final int LIMIT_SECONDS = 90;

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(THREADS, task -> {
        Thread thread = new Thread(task, "chaos-conductor");
        thread.setDaemon(true);
        return thread;
    });
    private final Arena arena;
    private final FaktoryClient client;
    private final Crew crew;
    private final Ledger ledger;

    Conductor(Arena arena, FaktoryClient client, Crew crew, Ledger ledger) {
        this.arena = arena;
        this.client = client;
        this.crew = crew;
        this.ledger = ledger;
    }

    /** Plays a whole plan; returns when its last step is done. */
    void play(ChaosPlan plan) throws InterruptedException {
        List<Future<?>> steps = new ArrayList<>();
        for (Step step : plan.steps()) {
            steps.add(timer.schedule(() -> perform(step), step.atMillis(), TimeUnit.MILLISECONDS));
        }
        for (Future<?> step : steps) {
            try {
                step.get(LIMIT_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                throw new AssertionError("a step failed", e.getCause());
            } catch (TimeoutException e) {
                throw new AssertionError("a step hangs", e);
            }
        }
    }

    private void perform(Step step) {
        if (step instanceof Step.Push push) {
            push(push.jobs());
        } else if (step instanceof Step.Inject inject) {
            arena.inject(inject.fault());
        } else if (step instanceof Step.Restart restart) {
            crew.restart(restart.worker(), restart.hurry());
        } else if (step instanceof Step.Resize resize) {
            crew.resize(resize.worker(), resize.slots());
        } else if (step instanceof Step.Pause pause) {
            crew.pause(pause.worker(), pause.time());
        } else if (step instanceof Step.Cancel cancel) {
            cancel(cancel);
        }
    }

    private void push(List<JobSpec> jobs) {
        ledger.pushing(jobs);
        try {
            client.pushBulk(jobs.stream().map(JobSpec::toJob).toList());
        } catch (FaktoryException e) {
            // The server was down, or went down just then: nobody knows whether it has them.
            ledger.perhapsPushed(jobs);
        }
    }

    private void cancel(Step.Cancel cancel) {
        ledger.cancelling(cancel.jid());
        if (!cancel.throughServer()) {
            crew.cancel(cancel.jid());
            return;
        }
        try {
            client.cancel(List.of(cancel.jid()), CancelOptions.DEFAULT.withTimeout(CANCEL_WAIT));
        } catch (FaktoryException e) {
            // The server was down: the job runs on.
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
