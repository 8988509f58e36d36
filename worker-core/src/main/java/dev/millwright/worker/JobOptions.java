package dev.millwright.worker;

/** How jobs of one jobtype are treated. Immutable; each {@code with…} makes new options. */
public final class JobOptions {
    /** The options of a job registered without any. */
    public static final JobOptions DEFAULT = new JobOptions(true);

    private final boolean interruptible;

    private JobOptions(boolean interruptible) {
        this.interruptible = interruptible;
    }

    /**
     * Whether the job's thread is interrupted when its signal fires; true by default.
     *
     * @return whether it is
     */
    public boolean interruptible() {
        return interruptible;
    }

    /**
     * These options, with the interrupt switched on or off. Switch it off for code that cannot bear an interrupt, and
     * watch the signal instead.
     *
     * @param value whether the job's thread is interrupted when its signal fires
     * @return new options
     */
    public JobOptions withInterruptible(boolean value) {
        return new JobOptions(value);
    }

    @Override
    public String toString() {
        return "JobOptions[interruptible=" + interruptible + "]";
    }
}
