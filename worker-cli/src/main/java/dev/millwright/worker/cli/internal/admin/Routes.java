package dev.millwright.worker.cli.internal.admin;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Says which request gets which answer; knows nothing of sockets. Any thread. */
final class Routes {
    private static final Pattern JOB = Pattern.compile("/jobs/([^/]+)");
    private static final Pattern CANCEL = Pattern.compile("/jobs/([^/]+)/cancel");
    private static final String CANCEL_BY_FILTER = "/jobs/cancel";
    private static final Pattern POOL = Pattern.compile("/pools/([^/]+)(|/pause|/resume)");

    private final Map<String, Supplier<Answer>> pages;
    private final RunningJobs jobs;
    private final CancelJobs cancels;
    private final Pools pools;
    private final @Nullable AdminToken token;

    /** Without a token nobody may change anything. */
    Routes(
            Measurements measurements,
            Health health,
            FleetPage fleet,
            RunningJobs jobs,
            CancelJobs cancels,
            Pools pools,
            Reports reports,
            @Nullable AdminToken token) {
        this.pages = Map.of(
                "/metrics",
                measurements::scrape,
                "/livez",
                health::live,
                "/readyz",
                health::ready,
                "/jobs",
                jobs::list,
                "/pools",
                pools::list,
                "/report",
                reports::show,
                "/fleet",
                fleet::show);
        this.jobs = jobs;
        this.cancels = cancels;
        this.pools = pools;
        this.token = token;
    }

    /** Answers; the exception is the client's, who sends no more. */
    Answer answer(Request request) throws IOException {
        String path = request.path();
        Supplier<Answer> page = pages.get(path);
        if (page != null) {
            return isRead(request) ? page.get() : notAllowed(request, "GET");
        }
        boolean isFilter = path.equals(CANCEL_BY_FILTER);
        Matcher job = JOB.matcher(path);
        if (!isFilter && job.matches()) {
            return isRead(request) ? jobs.show(decoded(job.group(1))) : notAllowed(request, "GET");
        }
        Matcher cancel = CANCEL.matcher(path);
        Matcher pool = POOL.matcher(path);
        if (!isFilter && !cancel.matches() && !pool.matches()) {
            return Answer.line(
                    404,
                    "nothing is here: try /metrics, /livez, /readyz, /jobs, /jobs/JID, /pools, /report, /fleet, or POST"
                            + " /jobs/JID/cancel, /jobs/cancel, /pools/NAME, /pools/NAME/pause, /pools/NAME/resume");
        }
        if (!request.method().equals("POST")) {
            return notAllowed(request, "POST");
        }
        Optional<Answer> refused = refused(request.authorization());
        if (refused.isPresent()) {
            return refused.get();
        }
        try {
            if (isFilter) {
                return cancels.many(request);
            }
            return cancel.matches()
                    ? cancels.one(decoded(cancel.group(1)), request)
                    : change(decoded(pool.group(1)), pool.group(2), request);
        } catch (BadRequest e) {
            return e.answer();
        }
    }

    private static boolean isRead(Request request) {
        return request.method().equals("GET") || request.method().equals("HEAD");
    }

    private Answer change(String pool, String what, Request request) throws IOException {
        return switch (what) {
            case "/pause" -> pools.pause(pool, request);
            case "/resume" -> pools.resume(pool, request);
            default -> pools.resize(pool, request);
        };
    }

    /** The answer to who may change nothing. */
    private Optional<Answer> refused(@Nullable String authorization) {
        if (token == null) {
            return Optional.of(Answer.line(
                    403, "changing anything over HTTP is off: start the worker with --admin-token-file FILE"));
        }
        if (!token.isIn(authorization)) {
            return Optional.of(Answer.line(
                    401,
                    "send the text of the admin token file: 'Authorization: Bearer TOKEN'",
                    Map.of("WWW-Authenticate", "Bearer")));
        }
        return Optional.empty();
    }

    private static Answer notAllowed(Request request, String allowed) {
        return Answer.line(
                405, request.path() + " takes " + allowed + ", not " + request.method(), Map.of("Allow", allowed));
    }

    private static String decoded(String segment) {
        // URLDecoder is for forms, where a plus sign is a space.
        return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
