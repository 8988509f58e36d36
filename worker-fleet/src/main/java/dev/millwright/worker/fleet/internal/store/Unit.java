package dev.millwright.worker.fleet.internal.store;

import java.util.Comparator;

/**
 * What is watched for being abandoned: a jobtype in a queue.
 *
 * @param queue its name; empty for what is known of the jobtype wherever it is
 * @param jobtype anything a producer has thought of
 */
public record Unit(String queue, String jobtype) implements Comparable<Unit> {
    private static final Comparator<Unit> ORDER =
            Comparator.comparing(Unit::queue).thenComparing(Unit::jobtype);

    /** As it stands in keys: no queue's name has a line's end. */
    public String text() {
        return queue + "\n" + jobtype;
    }

    /** Reads what {@link #text} has written. */
    public static Unit parse(String text) {
        int end = text.indexOf('\n');
        return end < 0 ? new Unit("", text) : new Unit(text.substring(0, end), text.substring(end + 1));
    }

    @Override
    public int compareTo(Unit other) {
        return ORDER.compare(this, other);
    }
}
