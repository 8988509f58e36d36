package dev.millwright.worker.fleet.internal.abandoned;

import java.net.URI;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a worker takes its part in the care.
 *
 * @param rules which thresholds hold
 * @param webhook to whom notices are sent over HTTP; null for nobody
 * @param alert where notices are pushed as jobs; null for nowhere
 */
public record Settings(
        Rulebook rules, @Nullable Webhook webhook, @Nullable Alert alert) {
    /**
     * A receiver of notices.
     *
     * @param url its address, http or https
     * @param secret with which what is sent is signed
     */
    public record Webhook(URI url, String secret) {
        /** Without the secret, and without what may be one in the address. */
        @Override
        public String toString() {
            return url.getScheme() + "://" + url.getHost();
        }
    }

    /**
     * A queue for notices.
     *
     * @param queue its name
     * @param jobtype of the jobs that are pushed
     */
    public record Alert(String queue, String jobtype) {}

    Set<Notice.Way> ways() {
        Set<Notice.Way> ways = EnumSet.of(Notice.Way.LOG);
        if (webhook != null) {
            ways.add(Notice.Way.WEBHOOK);
        }
        if (alert != null) {
            ways.add(Notice.Way.ALERT);
        }
        return ways;
    }
}
