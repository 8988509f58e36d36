package dev.millwright.worker.internal.client;

import dev.millwright.worker.FaktoryBulkException;
import dev.millwright.worker.FaktoryConnectionException;
import dev.millwright.worker.FaktoryException;
import dev.millwright.worker.FaktoryServerException;
import dev.millwright.worker.Job;
import dev.millwright.worker.internal.protocol.JobCodec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntConsumer;

/**
 * Pushes any number of jobs in commands that the server can carry out within the 5 s that it gives each, and
 * keeps count. For one call, on the calling thread.
 */
final class BulkPush {
    private static final int MAX_JOBS = 1_000;

    /** Of one command; a longer job has a command of its own. */
    private static final int MAX_BYTES = 4_000_000;

    private final Function<List<byte[]>, Map<String, String>> server;
    private final IntConsumer progress;
    private final Map<String, String> refused = new LinkedHashMap<>();

    /**
     * Begins a push.
     *
     * @param server carries out one PUSHB and returns what it refused
     * @param progress hears how many jobs have been answered for
     */
    BulkPush(Function<List<byte[]>, Map<String, String>> server, IntConsumer progress) {
        this.server = server;
        this.progress = progress;
    }

    /** Returns what was refused. Writes all jobs before it sends one: if one cannot be pushed none is. */
    Map<String, String> push(List<Job> jobs, Instant now) {
        List<byte[]> encoded = new ArrayList<>(jobs.size());
        for (Job job : jobs) {
            encoded.add(JobCodec.encode(job, now));
        }
        int begin = 0;
        while (begin < encoded.size()) {
            int end = endOfSlice(encoded, begin);
            try {
                refused.putAll(server.apply(encoded.subList(begin, end)));
            } catch (FaktoryException e) {
                throw broken(jobs, begin, end, e);
            }
            begin = end;
            try {
                progress.accept(end);
            } catch (RuntimeException e) {
                throw known(jobs, end, end, e);
            }
        }
        return refused;
    }

    private static int endOfSlice(List<byte[]> encoded, int begin) {
        int end = begin;
        long bytes = 0;
        while (end < encoded.size() && end - begin < MAX_JOBS) {
            bytes += encoded.get(end).length;
            if (bytes > MAX_BYTES && end > begin) {
                break;
            }
            end++;
        }
        return end;
    }

    private FaktoryException broken(List<Job> jobs, int begin, int end, FaktoryException cause) {
        boolean mayHaveArrived = cause instanceof FaktoryServerException
                || (cause instanceof FaktoryConnectionException lost && lost.mayHaveArrived());
        boolean nothingDone = begin == 0 && !mayHaveArrived;
        boolean onlyCommand = begin == 0 && end == jobs.size();
        if (nothingDone || onlyCommand) {
            return cause; // says of all jobs alike what is known
        }
        return known(jobs, begin, mayHaveArrived ? end : begin, cause);
    }

    private FaktoryBulkException known(List<Job> jobs, int answered, int sent, Throwable cause) {
        return new FaktoryBulkException(
                jobs.subList(0, answered).stream()
                        .filter(job -> !refused.containsKey(job.jid()))
                        .toList(),
                jobs.subList(answered, sent),
                jobs.subList(sent, jobs.size()),
                refused,
                cause);
    }
}
