package dev.millwright.worker.cli.internal;

/**
 * For a process that cannot even tell its errors as usual: needs nothing but the JDK. Left to itself Java would end with
 * 1, which of a worker says that a job was interrupted. Stateless; any thread.
 */
public final class LastResort {
    /** EX_SOFTWARE of sysexits(3). */
    public static final int FAULT = 70;

    private LastResort() {}

    /**
     * Prints what was thrown. Never throws.
     *
     * @param thrown anything
     */
    public static void tell(Throwable thrown) {
        try {
            System.err.println("millwright: cannot start");
            thrown.printStackTrace();
        } catch (Throwable e) {
            // Nothing is left to tell it with. The exit code says that it was a fault.
        }
    }
}
