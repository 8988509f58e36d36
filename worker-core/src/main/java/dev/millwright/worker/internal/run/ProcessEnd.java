package dev.millwright.worker.internal.run;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Ends a child process with all its descendants. Stateless; any thread. */
final class ProcessEnd {
    private static final long POLITE_SECONDS = 1;

    private ProcessEnd() {}

    /** SIGTERM to the whole tree, and SIGKILL to what of it lives one second later. Does not wait for that. */
    static void destroy(Process process) {
        // The tree is read before anything dies: an orphan would no longer be found below its parent.
        List<ProcessHandle> tree = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        tree.forEach(ProcessHandle::destroy);
        CompletableFuture.delayedExecutor(POLITE_SECONDS, TimeUnit.SECONDS)
                .execute(() -> tree.stream().filter(ProcessHandle::isAlive).forEach(ProcessHandle::destroyForcibly));
    }
}
