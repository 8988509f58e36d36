package dev.millwright.worker.internal.protocol;

import dev.millwright.worker.Job;
import java.time.Instant;

/** Jobs as the server keeps them: JSON. Stateless; any thread. */
public final class JobCodec {
    private JobCodec() {}

    /**
     * Reads a job. Tolerant of everything that a producer in any language may have pushed: unknown keys,
     * nulls, missing values, odd timestamps.
     *
     * @param json what FETCH brought
     * @return the job
     * @throws JobFormatException if it is no JSON object, or has no jid or no jobtype
     */
    public static Job decode(byte[] json) throws JobFormatException {
        return new JobReader().read(json);
    }

    /**
     * Writes a job for PUSH. A job that has failed keeps its failure, and with it its count of retries.
     *
     * @param job the job
     * @param now when it was made, if it does not say so itself
     * @return one JSON object without a line end
     * @throws IllegalArgumentException if the server would refuse or corrupt it: one line that names the
     *     value and the remedy
     */
    public static byte[] encode(Job job, Instant now) {
        return JsonBytes.write(json -> JobWriter.write(json, job, now));
    }
}
