package dev.millwright.worker;

import java.util.Collection;
import java.util.Set;

/**
 * What a {@link JobFilter} can ask of the worker that holds a job. Immutable.
 *
 * @param labels its labels, see {@link Worker.Builder#labels}
 * @param version the version of the program that it runs; empty if nobody has said
 * @param host the name of its machine, or of its container; empty if unknown
 */
public record WorkerFacts(Set<String> labels, String version, String host) {
    /** A worker of which nothing is known: no filter matches that asks for something of the worker. */
    public static final WorkerFacts UNKNOWN = new WorkerFacts(Set.of(), "", "");

    /** Copies the labels. */
    public WorkerFacts {
        labels = Set.copyOf(labels);
    }

    /**
     * These facts with other labels.
     *
     * @param value the labels
     * @return new facts
     */
    public WorkerFacts withLabels(Collection<String> value) {
        return new WorkerFacts(Set.copyOf(value), version, host);
    }

    /**
     * These facts with another version.
     *
     * @param value the version
     * @return new facts
     */
    public WorkerFacts withVersion(String value) {
        return new WorkerFacts(labels, value, host);
    }

    /**
     * These facts with another host.
     *
     * @param value the name
     * @return new facts
     */
    public WorkerFacts withHost(String value) {
        return new WorkerFacts(labels, version, value);
    }
}
