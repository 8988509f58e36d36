package dev.millwright.worker.fleet;

import dev.millwright.worker.Job;
import dev.millwright.worker.fleet.internal.abandoned.CareFile;
import dev.millwright.worker.fleet.internal.abandoned.Rulebook;
import dev.millwright.worker.fleet.internal.abandoned.Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * How a group looks after jobtypes that nobody runs with success any more, see {@link Fleet#withAbandoned}. The members
 * count what becomes of jobs, by jobtype and queue, and one of them judges once a minute. A jobtype is <em>failing</em> if
 * its jobs have failed for 30 days, <em>idle</em> if none has run for 30 days, and neither within 14 days of a deploy.
 *
 * <p>What is done then has three stages: it is put on a list ({@code detect}); a notice is sent, once ({@code notify}); 7
 * days later its jobs are held ({@code hold}, which is off unless it is set). Each threshold can be set for all jobtypes,
 * for those that begin alike, and for a single one; the more special rule overrides the more general one field by field:
 *
 * <table>
 * <caption>What can be set</caption>
 * <tr><th>Field</th><th>Default</th><th>Meaning</th></tr>
 * <tr><td>{@code detect}</td><td>true</td><td>whether it is looked for at all</td></tr>
 * <tr><td>{@code notify}</td><td>true</td><td>whether a notice is sent</td></tr>
 * <tr><td>{@code hold}</td><td>false</td><td>whether jobs are held</td></tr>
 * <tr><td>{@code failures}, {@code within}</td><td>3, 8h</td><td>so many failures in such a time begin a streak</td></tr>
 * <tr><td>{@code recovery}</td><td>2h</td><td>how long a time of successes ends it</td></tr>
 * <tr><td>{@code failing-for}</td><td>30d</td><td>how long a streak must last</td></tr>
 * <tr><td>{@code idle-for}</td><td>30d</td><td>how long no job must have run</td></tr>
 * <tr><td>{@code deploy-grace}</td><td>14d</td><td>how long it must be since a deploy</td></tr>
 * <tr><td>{@code hold-after}</td><td>7d</td><td>from the notice to the hold</td></tr>
 * <tr><td>{@code remind-before}</td><td>24h</td><td>how long before the hold there is a reminder</td></tr>
 * <tr><td>{@code trial-every}</td><td>24h</td><td>how often a job of a held type is tried</td></tr>
 * </table>
 *
 * <p>All members of a group should have the same options: whichever judges goes by its own. Immutable.
 */
public final class AbandonedOptions {
    /** The built-in thresholds; notices go to the log. */
    public static final AbandonedOptions DEFAULT = new AbandonedOptions(new Settings(Rulebook.EMPTY, null, null));

    private final Settings settings;

    private AbandonedOptions(Settings settings) {
        this.settings = settings;
    }

    /**
     * Options from a file in YAML: {@code defaults} with fields, {@code jobtypes} with jobtypes, or beginnings of them with
     * {@code *} behind, and their fields; {@code webhook} with {@code url} and {@code secret-file}; {@code alert} with
     * {@code queue} and {@code jobtype}.
     *
     * @param file in UTF-8
     * @return the options
     * @throws IllegalArgumentException with one line that names the file and the line, if the file cannot be read or says
     *     something that is not known
     */
    public static AbandonedOptions read(Path file) {
        CareFile.Content content = CareFile.read(Objects.requireNonNull(file, "file"));
        AbandonedOptions options = new AbandonedOptions(new Settings(content.rules(), null, null));
        try {
            if (!content.webhook().isEmpty()) {
                String secret = secret(Path.of(content.webhook().getOrDefault("secret-file", "")));
                options = options.withWebhook(URI.create(content.webhook().getOrDefault("url", "")), secret);
            }
            if (!content.alert().isEmpty()) {
                options = options.withAlertJob(
                        content.alert().getOrDefault("queue", ""),
                        content.alert().getOrDefault("jobtype", ""));
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
        return options;
    }

    private static String secret(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new IllegalArgumentException("the webhook's secret-file cannot be read: " + e, e);
        }
    }

    /**
     * These options with one more rule.
     *
     * @param jobtypes a jobtype, or the beginning of some with {@code *} behind; {@code *} alone for all
     * @param field what is set, see above
     * @param value for instance {@code true}, {@code 3} or {@code 30d}
     * @return new options
     * @throws IllegalArgumentException with one line if the field or the value cannot be used, or if jobs would be held
     *     without a notice
     */
    public AbandonedOptions withRule(String jobtypes, String field, String value) {
        Rulebook rules = settings.rules()
                .with(
                        Objects.requireNonNull(jobtypes, "jobtypes"),
                        Objects.requireNonNull(field, "field"),
                        Objects.requireNonNull(value, "value"),
                        "rule for " + jobtypes)
                .checked();
        return new AbandonedOptions(new Settings(rules, settings.webhook(), settings.alert()));
    }

    /**
     * These options, with notices sent to a webhook: a POST of JSON for each, with its id as {@code Idempotency-Key} and
     * {@code Millwright-Signature: t=SECONDS,v1=HEX}, where HEX is the HMAC-SHA256 of SECONDS, a dot and the body, under the
     * secret. A notice is delivered at least once; an answer of 2xx says that it was. Redirects are not followed. What
     * is answered with 400, 410, 413 or 422 is not sent again, all else is, for a day.
     *
     * @param url with {@code https} or {@code http}
     * @param secret shared with the receiver, at least 16 characters
     * @return new options
     * @throws IllegalArgumentException if one of them cannot be used
     */
    public AbandonedOptions withWebhook(URI url, String secret) {
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if ((!scheme.equals("https") && !scheme.equals("http")) || url.getHost() == null || url.getUserInfo() != null) {
            throw new IllegalArgumentException(
                    "the webhook's url cannot be used: write https://HOST/PATH, without a password");
        }
        if (secret.length() < 16) {
            throw new IllegalArgumentException("the webhook's secret is too short: use 16 characters or more");
        }
        return new AbandonedOptions(
                new Settings(settings.rules(), new Settings.Webhook(url, secret), settings.alert()));
    }

    /**
     * These options, with a job pushed to the worker's server for each notice. Its one arg is the notice; its jid follows
     * from the notice, so what is pushed twice is the same job.
     *
     * @param queue where to
     * @param jobtype of the jobs
     * @return new options
     * @throws IllegalArgumentException if one of them cannot be used
     */
    public AbandonedOptions withAlertJob(String queue, String jobtype) {
        Job.builder(jobtype).queue(queue).build();
        return new AbandonedOptions(
                new Settings(settings.rules(), settings.webhook(), new Settings.Alert(queue, jobtype)));
    }

    /**
     * What holds for a jobtype, and which rule says so.
     *
     * @param jobtype any
     * @return all fields, in the order of the table
     */
    public List<AbandonedSetting> explain(String jobtype) {
        return explained(settings.rules(), jobtype);
    }

    static List<AbandonedSetting> explained(Rulebook rules, String jobtype) {
        return rules.explain(Objects.requireNonNull(jobtype, "jobtype")).stream()
                .map(one -> new AbandonedSetting(one.field().word(), one.value(), one.rule()))
                .toList();
    }

    Settings settings() {
        return settings;
    }

    /** The rules, and whether there are a webhook and a queue; no secret. */
    @Override
    public String toString() {
        return "AbandonedOptions" + settings;
    }
}
