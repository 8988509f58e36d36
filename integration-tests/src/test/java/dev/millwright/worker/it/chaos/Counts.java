package dev.millwright.worker.it.chaos;

import java.util.EnumMap;
import java.util.Map;

/** What a run of the chaos adds up to. For one thread, but for the faults. */
final class Counts {
    int pushed;
    int neverPushed;
    int lostByServer;
    int completed;
    int dead;
    int vanished;
    int killedAndDone;
    int runs;
    int retried;
    int triedHere;
    int pushedAgain;
    int givenBack;
    int rerunAfterExpiry;
    int overlaps;
    int interrupted;
    int cancelled;
    int resent;
    int dropped;
    int unreported;
    int stranded;
    int broken;
    int restarts;
    final Map<FaultKind, Integer> faults = new EnumMap<>(FaultKind.class);

    @Override
    public String toString() {
        return pushed + " jobs pushed (" + neverPushed + " of them in vain), " + completed + " completed, " + dead
                + " dead (" + killedAndDone + " of them done as well), " + vanished + " vanished with retry 0, "
                + lostByServer
                + " lost by a killed server; " + runs + " runs: " + retried + " retried, " + triedHere
                + " tries again after a wait in the worker, " + pushedAgain
                + " by way of the server, " + givenBack + " given back by a stop as they waited, "
                + interrupted + " interrupted, " + cancelled + " cancelled, " + rerunAfterExpiry
                + " rerun after the reservation's end, " + overlaps + " beside an earlier run; " + resent
                + " reports sent again, " + dropped + " dropped, " + unreported + " unreported by stopped workers; "
                + stranded + " jobs stranded by lost FETCH replies or reports, " + broken + " connections broken; "
                + restarts
                + " workers restarted; faults " + faults;
    }
}
