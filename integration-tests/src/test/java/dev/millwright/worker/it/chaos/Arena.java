package dev.millwright.worker.it.chaos;

import dev.millwright.worker.Mutation;
import dev.millwright.worker.ServerAddress;
import java.time.InstantSource;
import java.util.List;

/** A server, and what can be done to it. Any thread, but for {@link #close()}. */
interface Arena extends AutoCloseable {
    /** The server's own clock. */
    InstantSource clock();

    /** Begins to listen to what workers and server say to each other. Called once, before the rest. */
    TcpProxy open(WireTap tap);

    /** The way to the server that no fault touches, but for a crash. */
    ServerAddress direct();

    /** What can go wrong here. */
    List<FaultKind> kinds();

    /** Has something go wrong; returns at once or when it is over. */
    void inject(Fault fault);

    /** Ends everything that is wrong. Server and proxy work as they should afterwards. */
    void calm();

    /**
     * The jobs that wait on the server for a time that can be brought forward. May leave some out; to be asked until there is
     * none.
     *
     * @param set the retries, or the scheduled ones
     * @return their jids
     */
    List<String> later(Mutation.Target set);

    /** Where the jobs are. */
    Snapshot snapshot();

    /**
     * Lets the reservations end that nobody will report. No worker runs meanwhile.
     *
     * @param patient whether it may take the time that it really takes
     * @return whether they have ended
     */
    boolean endReservations(boolean patient);

    /** How many faults have struck. */
    void countFaults(Counts counts);

    @Override
    void close();
}
