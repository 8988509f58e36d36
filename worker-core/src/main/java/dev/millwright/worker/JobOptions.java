package dev.millwright.worker;

/**
 * How jobs of one jobtype are treated.
 *
 * @param interruptible whether the job's thread is interrupted when its signal fires; true by
 *     default. Switch it off for code that cannot bear an interrupt, and watch the signal instead.
 */
public record JobOptions(boolean interruptible) {
    /** The options of a job registered without any. */
    public static final JobOptions DEFAULT = new JobOptions(true);

    /**
     * These options, with the interrupt switched on or off.
     *
     * @param value whether the job's thread is interrupted when its signal fires
     * @return new options
     */
    public JobOptions withInterruptible(boolean value) {
        return new JobOptions(value);
    }
}
