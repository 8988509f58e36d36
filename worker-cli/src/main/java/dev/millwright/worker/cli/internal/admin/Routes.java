package dev.millwright.worker.cli.internal.admin;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Says which request gets which answer; knows nothing of sockets. Any thread. */
final class Routes {
    private static final Pattern CANCEL = Pattern.compile("/jobs/([^/]+)/cancel");

    private final Map<String, Supplier<Answer>> pages;
    private final RunningJobs jobs;
    private final @Nullable AdminToken token;

    /** Without a token nobody may cancel jobs. */
    Routes(Measurements measurements, Health health, RunningJobs jobs, @Nullable AdminToken token) {
        this.pages = Map.of(
                "/metrics",
                measurements::scrape,
                "/livez",
                health::live,
                "/readyz",
                health::ready,
                "/jobs",
                jobs::list);
        this.jobs = jobs;
        this.token = token;
    }

    /**
     * Answers.
     *
     * @param path as it was sent, percent-encoded
     * @param authorization the header of that name
     */
    Answer answer(String method, String path, @Nullable String authorization) {
        Supplier<Answer> page = pages.get(path);
        if (page != null) {
            boolean reads = method.equals("GET") || method.equals("HEAD");
            return reads ? page.get() : notAllowed(method, path, "GET");
        }
        Matcher cancel = CANCEL.matcher(path);
        if (cancel.matches()) {
            return method.equals("POST")
                    ? cancel(decoded(cancel.group(1)), authorization)
                    : notAllowed(method, path, "POST");
        }
        return Answer.line(404, "nothing is here: try /metrics, /livez, /readyz, /jobs, or POST /jobs/JID/cancel");
    }

    private Answer cancel(String jid, @Nullable String authorization) {
        if (token == null) {
            return Answer.line(403, "cancelling over HTTP is off: start the worker with --admin-token-file FILE");
        }
        if (!token.isIn(authorization)) {
            return Answer.line(
                    401,
                    "send the text of the admin token file: 'Authorization: Bearer TOKEN'",
                    Map.of("WWW-Authenticate", "Bearer"));
        }
        return jobs.cancel(jid);
    }

    private static Answer notAllowed(String method, String path, String allowed) {
        return Answer.line(405, path + " takes " + allowed + ", not " + method, Map.of("Allow", allowed));
    }

    private static String decoded(String segment) {
        // URLDecoder is for forms, where a plus sign is a space.
        return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
