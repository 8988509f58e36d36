package dev.millwright.worker.internal.job;

/** Where jobs of a pool wait in the process for their next try, without slot and thread. Any thread. */
public interface WaitingPlaces {
    /** Takes a place for a job. False if there is none left. */
    boolean reserve();

    /** Gives a place back. */
    void release();

    /** The wait of a job is over: it begins a new run as soon as there is a slot for it. Never blocks. */
    void due(ActiveJob job);
}
