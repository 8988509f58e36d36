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
     * Prints what was thrown, in the form of the log. Never throws.
     *
     * @param thrown anything
     * @param args those of the command line
     */
    public static void tell(Throwable thrown, String... args) {
        try {
            String line = LastWords.of(args, System::getenv)
                    .line("cannot start: " + thrown.getClass().getName(), thrown);
            if (line != null) {
                System.err.println(line);
                return;
            }
            System.err.println("millwright: cannot start");
            thrown.printStackTrace();
        } catch (Throwable e) {
            // Nothing is left to tell it with. The exit code says that it was a fault.
        }
    }
}
