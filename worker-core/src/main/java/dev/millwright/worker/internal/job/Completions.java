package dev.millwright.worker.internal.job;

import dev.millwright.worker.Job;
import dev.millwright.worker.JobCompletion;
import dev.millwright.worker.JobOptions;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.config.WorkerSettings;
import dev.millwright.worker.internal.report.LogFields;
import dev.millwright.worker.internal.report.Sequel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The functions of users' that hear of the end of jobs or make callbacks, and their threads: one for each function that has
 * something to do, and for a while after. Any thread.
 */
public final class Completions {
    /** Enough for a function that is slow for a while, too few to fill the heap. */
    static final int MOST_WAITING = 20_000;

    private static final long IDLE_SECONDS = 10;

    /** A report waits for its callback, and its job's reservation can be as short as a minute. */
    private static final Duration CALLBACK_WAIT = Duration.ofSeconds(20);

    /** An {@code onComplete} may come late; no worker runs that long. */
    private static final Duration ANY_WAIT = Duration.ofDays(36_500);

    /** A function that hears of the end of jobs. */
    record Hearer(Consumer<? super JobCompletion> function, UserCalls calls) {}

    /** A function that makes callbacks. */
    record Caller(Function<? super JobCompletion, Job> function, UserCalls calls) {}

    /** All that is registered for a jobtype. */
    record OfType(
            JobOptions options,
            List<Hearer> hearers,
            @Nullable Caller caller) {}

    final WorkerClock clock;
    final PendingWork pending;
    final LogFields fields;
    private final ThreadPoolExecutor threads;
    private final List<UserCalls> calls = new ArrayList<>();
    private final List<UserCalls> callbacks = new ArrayList<>();
    private final Map<String, OfType> types = new HashMap<>();
    private final @Nullable OfType otherTypes;

    public Completions(WorkerSettings settings, PendingWork pending, LogFields fields) {
        this.clock = settings.clock();
        this.pending = pending;
        this.fields = fields;
        AtomicInteger number = new AtomicInteger();
        this.threads = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, "millwright-completions-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        List<Hearer> ofAll = settings.completions().stream().map(this::hearer).toList();
        this.otherTypes = ofAll.isEmpty() ? null : new OfType(JobOptions.DEFAULT, ofAll, null);
        settings.handlers().forEach((jobtype, registration) -> {
            OfType own = ofType(registration.options(), ofAll);
            if (!own.hearers().isEmpty() || own.caller() != null) {
                types.put(jobtype, own);
            }
        });
    }

    private OfType ofType(JobOptions options, List<Hearer> ofAll) {
        List<Hearer> hearers = new ArrayList<>();
        options.onComplete().ifPresent(function -> hearers.add(hearer(function)));
        hearers.addAll(ofAll);
        // As many as there are: each is held by its report anyway.
        Caller caller = options.callback()
                .<Caller>map(function -> new Caller(function, newCalls(Integer.MAX_VALUE, CALLBACK_WAIT)))
                .orElse(null);
        if (caller != null) {
            callbacks.add(caller.calls());
        }
        return new OfType(options, hearers, caller);
    }

    private Hearer hearer(Consumer<? super JobCompletion> function) {
        return new Hearer(function, newCalls(MOST_WAITING, ANY_WAIT));
    }

    private UserCalls newCalls(int mostWaiting, Duration longestWait) {
        UserCalls made = new UserCalls(mostWaiting, longestWait, clock, threads);
        calls.add(made);
        return made;
    }

    /** The sequel of a job's report; null if nobody wants one, as for most. */
    @Nullable
    Sequel of(Job job, ActiveJob.Settled settled) {
        if (calls.isEmpty()) {
            return null;
        }
        OfType own = types.getOrDefault(job.jobtype(), otherTypes);
        return own == null ? null : new JobEnd(job, settled.reason(), own, this);
    }

    /**
     * Whether callbacks are made too slowly for the jobs that end: then no more are fetched, as their reports would wait until
     * their reservations are over.
     */
    boolean isBehind() {
        for (UserCalls ofCallbacks : callbacks) {
            if (ofCallbacks.isLate()) {
                return true;
            }
        }
        return false;
    }

    /** To be called once a second. */
    public void sweep() {
        calls.forEach(UserCalls::sweep);
    }

    /** Makes no further call, and interrupts those that have not returned. */
    public void close() {
        calls.forEach(UserCalls::close);
        threads.shutdownNow();
    }
}
