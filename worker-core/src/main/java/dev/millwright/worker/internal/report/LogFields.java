package dev.millwright.worker.internal.report;

import dev.millwright.worker.Job;
import dev.millwright.worker.internal.platform.LogText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** The fields that a line of the log about a job has, in SLF4J's MDC: jid, jobtype, queue and wid. Any thread. */
public final class LogFields {
    private static final List<String> KEYS = List.of("jid", "jobtype", "queue", "wid");

    private final String wid;

    public LogFields(String wid) {
        this.wid = wid;
    }

    /** Sets the fields on the calling thread. Who does this takes them away again. */
    public void put(Job job) {
        // Many log patterns print these as they are: a line break in a jobtype must not make a line of its own.
        MDC.put("jid", LogText.name(job.jid()));
        MDC.put("jobtype", LogText.name(job.jobtype()));
        MDC.put("queue", LogText.name(job.queue()));
        MDC.put("wid", wid);
    }

    /** Runs a step, a line of the log mostly, with the fields of a job; then they are as before. */
    public void with(Job job, Runnable step) {
        List<@Nullable String> before = new ArrayList<>(KEYS.size());
        try {
            KEYS.forEach(key -> before.add(MDC.get(key)));
            put(job);
        } catch (Throwable e) {
            // The log is not ours: the line without its fields is better than none.
        }
        try {
            step.run();
        } finally {
            restore(before);
        }
    }

    private static void restore(List<@Nullable String> before) {
        try {
            for (int i = 0; i < before.size(); i++) {
                String value = before.get(i);
                if (value == null) {
                    MDC.remove(KEYS.get(i));
                } else {
                    MDC.put(KEYS.get(i), value);
                }
            }
        } catch (Throwable e) {
            // As above: what has gone wrong is no reason to lose what comes after.
        }
    }
}
