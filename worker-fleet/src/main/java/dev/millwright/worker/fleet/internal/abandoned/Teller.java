package dev.millwright.worker.fleet.internal.abandoned;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.fleet.internal.abandoned.Notice.Way;
import dev.millwright.worker.fleet.internal.common.Said;
import dev.millwright.worker.fleet.internal.store.CareRecords;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells notices: first all that go to the log, then those to a queue, then those to a webhook, on a thread of its own that
 * is there while there is something to tell. Each is told at least once to each, under an id that stays the same. What
 * fails is tried again for a day, ever less often. Any thread.
 */
final class Teller {
    private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
    private static final Duration GIVEN_UP = Duration.ofDays(1);

    /** For so long an answer of a webhook is waited for. */
    private static final Duration ANSWER = Duration.ofSeconds(15);

    /** How many are sent to one receiver at a time, so that those to others never wait for long. */
    private static final int AT_ONCE = 20;

    private static final JsonMapper JSON = new JsonMapper();

    private final Settings settings;
    private final WorkerClock clock;
    private final FaktoryClient client;
    private final CareRecords records;
    private final Said log;
    private final @Nullable WebhookCall webhook;
    private final Executor threads;
    private final AtomicBoolean busy = new AtomicBoolean();
    private final AtomicReference<@Nullable Thread> telling = new AtomicReference<>();

    /** What was told, until the store is seen to know: a write of that can fail. */
    private final Map<String, Set<Way>> told = new ConcurrentHashMap<>();

    private final Map<Way, Pause> pauses = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** Until when nothing is sent, by the monotonic clock. */
    private record Pause(long until, Duration next) {}

    Teller(Settings settings, WorkerClock clock, FaktoryClient client, CareRecords records, Said log) {
        this(settings, clock, client, records, log, Teller::onThread);
    }

    /** With another thread to tell on. */
    Teller(
            Settings settings,
            WorkerClock clock,
            FaktoryClient client,
            CareRecords records,
            Said log,
            Executor threads) {
        this.settings = settings;
        this.clock = clock;
        this.client = client;
        this.records = records;
        this.log = log;
        this.threads = threads;
        this.webhook = settings.webhook() == null ? null : new WebhookCall(settings.webhook(), ANSWER);
    }

    /**
     * Tells what there is to tell, unless that goes on already.
     *
     * @param texts the notices as they are kept, by id
     * @param now the store's time
     */
    void tell(Map<String, String> texts, Instant now) {
        told.keySet().retainAll(texts.keySet());
        List<Notice> notices = new ArrayList<>();
        new TreeMap<>(texts)
                .forEach((id, text) -> Notice.parse(id, text)
                        .map(this::withoutTold)
                        .filter(notice -> !notice.pending().isEmpty())
                        .ifPresent(notices::add));
        if (notices.isEmpty() || closed || !busy.compareAndSet(false, true)) {
            return;
        }
        try {
            threads.execute(() -> run(notices, now));
        } catch (Throwable e) { // the system gives no thread
            busy.set(false);
        }
    }

    private static void onThread(Runnable task) {
        Thread thread = new Thread(task, "millwright-fleet-notices");
        thread.setDaemon(true);
        thread.start();
    }

    private Notice withoutTold(Notice notice) {
        Notice left = notice;
        for (Way way : told.getOrDefault(notice.id(), Set.of())) {
            left = left.without(way);
        }
        if (!left.equals(notice)) {
            records.told(notice.id(), left.text()); // the last write failed, or is on its way
        }
        return left;
    }

    private void run(List<Notice> notices, Instant now) {
        telling.set(Thread.currentThread());
        try {
            for (Way way : Way.values()) {
                tell(way, notices, now);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed: who goes on tells the rest
        } catch (Throwable e) {
            log.warn("notices of abandoned jobtypes cannot be told: " + e);
        } finally {
            telling.set(null);
            busy.set(false);
        }
    }

    private void tell(Way way, List<Notice> notices, Instant now) throws InterruptedException {
        int sent = 0;
        for (Notice notice : notices) {
            Pause pause = pauses.get(way);
            boolean waits = pause != null && clock.nanoTime() - pause.until() < 0;
            if (closed || waits || (way != Way.LOG && sent == AT_ONCE)) {
                return;
            }
            if (notice.pending().contains(way)) {
                sent++;
                tell(way, notice, now);
            }
        }
    }

    private void tell(Way way, Notice notice, Instant now) throws InterruptedException {
        WebhookCall.Outcome outcome = send(way, notice);
        if (outcome instanceof WebhookCall.Outcome.Failed failed) {
            Pause old = pauses.get(way);
            Duration pause = old == null ? FIRST_PAUSE : old.next();
            Duration twice = pause.multipliedBy(2);
            Duration next = twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
            pauses.put(way, new Pause(clock.nanoTime() + pause.toNanos(), next));
            if (!Moments.passed(notice.created(), GIVEN_UP, now)) {
                log.warn("a notice of an abandoned jobtype is sent to " + name(way) + " again later: " + failed.why());
                return;
            }
            log.warn("a notice is not sent to " + name(way) + " any more, after a day: " + notice.line());
        } else if (outcome instanceof WebhookCall.Outcome.Refused refused) {
            log.warn("a notice is refused by " + name(way) + ", as " + refused.why() + ": " + notice.line());
        } else {
            pauses.remove(way);
        }
        over(way, notice);
    }

    private WebhookCall.Outcome send(Way way, Notice notice) throws InterruptedException {
        switch (way) {
            case LOG -> {
                if (notice.warns()) {
                    log.warn(notice.line());
                } else {
                    log.info(notice.line());
                }
            }
            case WEBHOOK -> {
                // Another worker was configured to send it; this one has nothing to send it to.
                return webhook == null
                        ? new WebhookCall.Outcome.Failed("this worker knows no webhook")
                        : webhook.send(notice, clock.instant());
            }
            case ALERT -> {
                return push(notice);
            }
        }
        return new WebhookCall.Outcome.Delivered();
    }

    /** A repeat is the same job, as it has the same jid. */
    private WebhookCall.Outcome push(Notice notice) {
        Settings.Alert alert = settings.alert();
        if (alert == null) {
            return new WebhookCall.Outcome.Failed("this worker knows no queue for notices");
        }
        try {
            client.push(Job.builder(alert.jobtype())
                    .jid(notice.id())
                    .queue(alert.queue())
                    .args(JSON.readValue(notice.body(), Map.class))
                    .build());
            return new WebhookCall.Outcome.Delivered();
        } catch (RuntimeException e) {
            return new WebhookCall.Outcome.Failed(String.valueOf(e.getMessage()));
        }
    }

    private String name(Way way) {
        return way == Way.ALERT
                ? "its queue"
                : "its webhook" + (settings.webhook() == null ? "" : " " + settings.webhook());
    }

    private void over(Way way, Notice notice) {
        Set<Way> all = told.merge(notice.id(), Set.of(way), (old, more) -> {
            Set<Way> both = EnumSet.copyOf(old);
            both.addAll(more);
            return Set.copyOf(both);
        });
        Notice left = notice;
        for (Way each : all) {
            left = left.without(each);
        }
        records.told(notice.id(), left.text()); // a failure is mended at the next look
    }

    void close() {
        closed = true;
        Thread thread = telling.get();
        if (thread != null) {
            thread.interrupt();
        }
    }
}
