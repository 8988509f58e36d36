package dev.millwright.worker.cli.internal.admin;

import dev.millwright.worker.CancelAllOptions;
import dev.millwright.worker.CancelOperation;
import dev.millwright.worker.CancelRequest;
import dev.millwright.worker.JobFilter;
import dev.millwright.worker.WorkerView;
import java.io.IOException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Cancels jobs as requests say: one by its jid, or those that fit a filter. Any thread. */
final class CancelJobs {
    private static final Logger LOG = LoggerFactory.getLogger(CancelJobs.class);

    /** Room for as many jids as a filter takes. */
    static final int FILTER_LIMIT = 1024 * 1024;

    private static final String NOBODY = "an HTTP request";

    private final WorkerView worker;

    CancelJobs(WorkerView worker) {
        this.worker = worker;
    }

    /** The body, which may be left out, says why. */
    Answer one(String jid, Request request) throws IOException {
        CancelRequest wanted = request(JsonBody.read(request, "reason", "by", "discard"));
        if (!worker.cancel(jid, wanted)) {
            return Answer.line(404, "this worker does not run a job " + jid + ": see /jobs");
        }
        LOG.info("job {} is cancelled by an HTTP request", jid);
        return Answer.line(202, "job " + jid + " is cancelled");
    }

    /** Those that fit. Answers how many there are; that they are cancelled is not waited for. */
    Answer many(Request request) throws IOException {
        JsonBody body = JsonBody.read(request, FILTER_LIMIT, "filter", "reason", "by", "discard", "dry_run");
        CancelAllOptions options =
                CancelAllOptions.DEFAULT.withRequest(request(body)).withDryRun(body.isTrue("dry_run"));
        CancelOperation operation = worker.cancelAll(filter(body), options);
        JsonNode matched = JsonMapper.shared()
                .createObjectNode()
                .put("matched", operation.progress().matched());
        return new Answer(202, "application/json", matched + "\n", Map.of());
    }

    private static JobFilter filter(JsonBody body) {
        JobFilter filter;
        try {
            filter = JobFilter.fromJson(body.required("filter", "{\"filter\":{\"jobtype\":\"mail\"}}"));
        } catch (IllegalArgumentException e) {
            throw JsonBody.bad(String.valueOf(e.getMessage()));
        }
        if (filter.equals(JobFilter.EMPTY)) {
            throw JsonBody.bad("the filter is empty: say which jobs, or {\"all\":true} for every job");
        }
        return filter;
    }

    private static CancelRequest request(JsonBody body) {
        return CancelRequest.DEFAULT
                .withDiscard(body.isTrue("discard"))
                .withReason(body.text("reason").orElse(""))
                .withBy(body.text("by").filter(name -> !name.isBlank()).orElse(NOBODY));
    }
}
