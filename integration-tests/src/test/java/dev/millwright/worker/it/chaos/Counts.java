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
    int runs;
    int retried;
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
                + " dead, " + vanished + " vanished with retry 0, " + lostByServer
                + " lost by a killed server; " + runs + " runs: " + retried + " retried, "
                + interrupted + " interrupted, " + cancelled + " cancelled, " + rerunAfterExpiry
                + " rerun after the reservation's end, " + overlaps + " beside an earlier run; " + resent
                + " reports sent again, " + dropped + " dropped, " + unreported + " unreported by stopped workers; "
                + stranded + " jobs stranded by lost FETCH replies or reports, " + broken + " connections broken; "
                + restarts
                + " workers restarted; faults " + faults;
    }
}
