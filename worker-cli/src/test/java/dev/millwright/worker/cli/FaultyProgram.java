package dev.millwright.worker.cli;

/** A worker's program for {@link ExitCodesTest}: throws what the compiler would not let it. */
final class FaultyProgram {
    private FaultyProgram() {}

    public static void main(String[] args) {
        WorkerMain.run(args, jobs -> {
            if (args.length == 1) { // with sample jobs it is to get further
                FaultyProgram.<RuntimeException>sneak(new Exception("a checked one"));
            }
        });
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable thrown) throws T {
        throw (T) thrown;
    }
}
