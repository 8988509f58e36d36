package dev.millwright.worker.it.chaos;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** All that happened to one job. Guarded by the {@link Ledger}'s lock. */
final class JobStory {
    final JobSpec spec;
    final Instant pushedAt;
    final List<Event> events = new ArrayList<>();
    final List<Run> runs = new ArrayList<>();
    /** The connection broke as it was pushed. */
    boolean perhapsPushed;
    /** Somebody has asked for its cancellation, wherever it was. */
    boolean cancelled;
    /** It was found reserved with nobody running it; by what was counted before, not again. */
    boolean stranded;

    JobStory(JobSpec spec, Instant pushedAt) {
        this.spec = spec;
        this.pushedAt = pushedAt;
    }

    boolean has(Event.What what) {
        return events.stream().anyMatch(event -> event.what() == what);
    }

    @Override
    public String toString() {
        return spec + " pushed " + pushedAt + (perhapsPushed ? " perhaps" : "") + (cancelled ? " cancelled" : "")
                + (stranded ? " stranded" : "")
                + events.stream().map(event -> "\n      " + event).collect(Collectors.joining());
    }
}
