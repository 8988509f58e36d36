package dev.millwright.worker.fleet.internal.common;

/** Where lines for the log go. Any thread; throws nothing. */
public interface Said {
    /**
     * Something has been done as it should.
     *
     * @param line for people
     */
    void info(String line);

    /**
     * Something could not be done.
     *
     * @param line for people, with what to do
     */
    void warn(String line);
}
