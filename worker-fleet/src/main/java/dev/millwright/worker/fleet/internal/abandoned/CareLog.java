package dev.millwright.worker.fleet.internal.abandoned;

/** Where this room writes its lines. Must not throw. Any thread. */
public interface CareLog {
    /** What is good to know. */
    void info(String line);

    /** What somebody should look at. */
    void warn(String line);
}
