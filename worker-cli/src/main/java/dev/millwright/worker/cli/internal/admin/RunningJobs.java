package dev.millwright.worker.cli.internal.admin;

import dev.millwright.worker.CancelRequest;
import dev.millwright.worker.CancellationReason;
import dev.millwright.worker.JobProgress;
import dev.millwright.worker.JobStatus;
import dev.millwright.worker.RunningJob;
import dev.millwright.worker.WorkerView;
import dev.millwright.worker.cli.internal.values.Words;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The jobs that a worker runs: shows them, without their args. Any thread. */
final class RunningJobs {
    private final WorkerView worker;
    private final @Nullable String group;

    /**
     * Of a worker.
     *
     * @param group the one that it has joined; null for none
     */
    RunningJobs(WorkerView worker, @Nullable String group) {
        this.worker = worker;
        this.group = group;
    }

    /** The longest running first. */
    Answer list() {
        List<RunningJob> jobs = worker.runningJobs().stream()
                .sorted(Comparator.comparing(RunningJob::startedAt))
                .toList();
        ArrayNode list = JsonMapper.shared().createArrayNode();
        jobs.forEach(job -> describe(job, list.addObject()));
        return Answer.of("application/json", list + "\n");
    }

    private void describe(RunningJob running, ObjectNode json) {
        json.put("jid", running.job().jid());
        json.put("jobtype", running.job().jobtype());
        json.put("queue", running.job().queue());
        if (group != null) {
            json.put("group", group);
        }
        json.put("since", running.startedAt().toString());
        json.put("deadline", running.deadline().toString());
        running.thread().ifPresent(thread -> {
            json.put("thread", thread.getName());
            json.put("thread_state", thread.getState().name());
        });
        running.awaits().ifPresent(awaits -> json.put("awaits", awaits));
        running.signalled().ifPresent(reason -> json.put("signalled", word(reason)));
        running.cancelRequest().ifPresent(request -> describe(request, json));
        if (running.writtenOff()) {
            json.put("written_off", true);
        }
        running.progress().ifPresent(progress -> describe(progress, json.putObject("progress")));
    }

    private static String word(CancellationReason reason) {
        return Words.of(reason);
    }

    private static void describe(CancelRequest request, ObjectNode json) {
        if (!request.reason().isEmpty()) {
            json.put("reason", request.reason());
        }
        if (!request.by().isEmpty()) {
            json.put("by", request.by());
        }
    }

    private static void describe(JobProgress progress, ObjectNode json) {
        json.put("done", progress.done());
        json.put("total", progress.total());
        json.put("text", progress.text());
        json.put("at", progress.at().toString());
    }

    /** What is known of one. */
    Answer show(String jid) {
        JobStatus status = worker.status(jid);
        ObjectNode json = JsonMapper.shared().createObjectNode().put("jid", jid);
        if (status instanceof JobStatus.Running running) {
            json.put("status", "running");
            json.put("attempt", running.attempt());
            json.put("since", running.since().toString());
            running.signalled().ifPresent(reason -> json.put("signalled", word(reason)));
            running.progress().ifPresent(progress -> describe(progress, json.putObject("progress")));
        } else if (status instanceof JobStatus.Waiting waiting) {
            json.put("status", "waiting");
            json.put("attempt", waiting.attempt());
            waiting.nextTry().ifPresent(at -> json.put("next_try", at.toString()));
        } else {
            return Answer.line(404, "this worker does not run a job " + jid + ": see /jobs");
        }
        return Answer.of("application/json", json + "\n");
    }
}
