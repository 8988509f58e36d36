package dev.millwright.worker;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A push of many jobs broke off in the middle. Tells what is known of each job, in the order in which they
 * were to be pushed; together the lists and {@link #refused()} hold each job once. The cause says why it broke.
 */
public class FaktoryBulkException extends FaktoryConnectionException {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // jobs are no Java objects to be sent around; what is left is the message
    private final List<Job> pushed;

    @SuppressWarnings("serial")
    private final List<Job> unknown;

    @SuppressWarnings("serial")
    private final List<Job> notPushed;

    @SuppressWarnings("serial")
    private final Map<String, String> refused;

    /**
     * Creates an exception.
     *
     * @param pushed the jobs that the server has taken
     * @param unknown the jobs of the command that broke
     * @param notPushed the jobs that were not sent
     * @param refused the jids of the jobs that the server refused, each with the reason
     * @param cause what broke
     */
    public FaktoryBulkException(
            List<Job> pushed, List<Job> unknown, List<Job> notPushed, Map<String, String> refused, Throwable cause) {
        super(message(pushed, unknown, notPushed, refused) + ": " + cause.getMessage(), cause, !unknown.isEmpty());
        this.pushed = List.copyOf(pushed);
        this.unknown = List.copyOf(unknown);
        this.notPushed = List.copyOf(notPushed);
        this.refused = Map.copyOf(refused);
    }

    private static String message(
            List<Job> pushed, List<Job> unknown, List<Job> notPushed, Map<String, String> refused) {
        int all = pushed.size() + unknown.size() + notPushed.size() + refused.size();
        return String.format(
                Locale.ROOT,
                "of %,d jobs %,d were pushed, %,d may have been, %,d were not and %,d were refused",
                all,
                pushed.size(),
                unknown.size(),
                notPushed.size(),
                refused.size());
    }

    /**
     * The jobs that are on the server.
     *
     * @return perhaps none
     */
    public List<Job> pushed() {
        return pushed;
    }

    /**
     * The jobs that may or may not be on the server.
     *
     * @return at most about 1,000; pushing them again may run some twice
     */
    public List<Job> unknown() {
        return unknown;
    }

    /**
     * The jobs that certainly are not on the server, as they were not sent.
     *
     * @return what is left to push
     */
    public List<Job> notPushed() {
        return notPushed;
    }

    /**
     * The jobs that the server did not take.
     *
     * @return their jids, each with the server's reason
     */
    public Map<String, String> refused() {
        return refused;
    }
}
