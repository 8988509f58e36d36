package dev.millwright.worker.fleet.internal.operation;

import dev.millwright.worker.Job;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The open operations by what they name, so that a job is compared with few of them: first of all with the moment from which
 * on jobs were made too late for any, which is all that is asked of most. Each operation stands in one place, under the
 * narrowest that it names. Immutable once it is made; any thread.
 */
final class WatchIndex {
    private final Map<String, List<Watch>> byJid = new HashMap<>();
    private final Map<String, Map<String, List<Watch>>> byCustom = new HashMap<>();
    private final Map<String, List<Watch>> byJobtype = new HashMap<>();
    private final Map<String, List<Watch>> byQueue = new HashMap<>();
    private final List<Watch> others = new ArrayList<>();

    /** The keys of {@link #byCustom}, to go through without an iterator for each job. */
    private final List<String> customKeys;

    private Instant latest = Instant.MIN;

    private WatchIndex(List<Watch> watches) {
        watches.forEach(this::add);
        customKeys = List.copyOf(byCustom.keySet());
    }

    /** An index of those that meet jobs; null if there is none. */
    static @Nullable WatchIndex of(Collection<Watch> watches) {
        List<Watch> meeting = watches.stream().filter(Watch::meetsJobs).toList();
        return meeting.isEmpty() ? null : new WatchIndex(meeting);
    }

    private void add(Watch watch) {
        Reach reach = watch.reach();
        latest = reach.before().isAfter(latest) ? reach.before() : latest;
        if (!reach.jids().isEmpty()) {
            reach.jids().forEach(jid -> put(byJid, jid, watch));
        } else if (reach.custom() != null) {
            Map.Entry<String, String> pair = reach.custom();
            put(byCustom.computeIfAbsent(pair.getKey(), unseen -> new HashMap<>()), pair.getValue(), watch);
        } else if (!reach.jobtypes().isEmpty()) {
            reach.jobtypes().forEach(name -> put(byJobtype, name, watch));
        } else if (!reach.queues().isEmpty()) {
            reach.queues().forEach(name -> put(byQueue, name, watch));
        } else {
            others.add(watch);
        }
    }

    private static void put(Map<String, List<Watch>> by, String name, Watch watch) {
        by.computeIfAbsent(name, unseen -> new ArrayList<>(1)).add(watch);
    }

    /** One that a job fits which has not begun; null if there is none. */
    @Nullable
    Watch find(Job job) {
        Instant createdAt = job.createdAt().orElse(null);
        if (createdAt == null || !createdAt.isBefore(latest)) {
            return null;
        }
        Watch found = first(others, job, createdAt);
        if (found == null && !byJobtype.isEmpty()) {
            found = first(byJobtype.get(job.jobtype()), job, createdAt);
        }
        if (found == null && !byQueue.isEmpty()) {
            found = first(byQueue.get(job.queue()), job, createdAt);
        }
        if (found == null && !byJid.isEmpty()) {
            found = first(byJid.get(job.jid()), job, createdAt);
        }
        return found == null ? byCustom(job, createdAt) : found;
    }

    private @Nullable Watch byCustom(Job job, Instant createdAt) {
        for (int i = 0; i < customKeys.size(); i++) {
            Object value = job.custom().get(customKeys.get(i));
            Map<String, List<Watch>> byValue = byCustom.get(customKeys.get(i));
            Watch found =
                    value == null || byValue == null ? null : first(byValue.get(value.toString()), job, createdAt);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static @Nullable Watch first(@Nullable List<Watch> watches, Job job, Instant createdAt) {
        if (watches == null) {
            return null;
        }
        for (int i = 0; i < watches.size(); i++) {
            if (watches.get(i).fits(job, createdAt)) {
                return watches.get(i);
            }
        }
        return null;
    }
}
