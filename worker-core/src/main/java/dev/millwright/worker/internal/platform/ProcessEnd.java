package dev.millwright.worker.internal.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Ends a child process with all its descendants. Stateless; any thread. */
public final class ProcessEnd {
    private static final int LOOKS = 50;
    private static final long MILLIS_BETWEEN = 20;

    private ProcessEnd() {}

    /** SIGTERM to the whole tree, and SIGKILL to what of it lives one second later. Blocks for that long at most. */
    public static void destroy(Process process) {
        // The tree is read before anything dies: an orphan would no longer be found below its parent.
        List<ProcessHandle> tree = tree(process.toHandle()).toList();
        tree.forEach(ProcessHandle::destroy);
        if (!awaitEnd(tree)) {
            tree.stream()
                    .filter(ProcessEnd::runs)
                    .flatMap(ProcessEnd::tree) // with what it has started since
                    .toList()
                    .forEach(ProcessHandle::destroyForcibly);
        }
    }

    private static Stream<ProcessHandle> tree(ProcessHandle top) {
        return Stream.concat(top.descendants(), Stream.of(top));
    }

    /**
     * Waits for a second at most. Not with {@link ProcessHandle#onExit}: that counts a zombie among the living, so it
     * waits for ever where nobody reaps orphans, and keeps a thread for it.
     *
     * @return whether all have ended
     */
    public static boolean awaitEnd(List<ProcessHandle> processes) {
        for (int look = 0; look < LOOKS; look++) {
            if (processes.stream().noneMatch(ProcessEnd::runs)) {
                return true;
            }
            try {
                Thread.sleep(MILLIS_BETWEEN);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return false;
    }

    private static boolean runs(ProcessHandle process) {
        return process.isAlive() && !isZombie(process.pid());
    }

    /** Ended, but not yet asked after by its parent: it holds nothing but its number. */
    private static boolean isZombie(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.startsWith(" Z", stat.lastIndexOf(')') + 1);
        } catch (IOException | RuntimeException e) {
            return false; // it is gone just now, or this is no Linux
        }
    }
}
