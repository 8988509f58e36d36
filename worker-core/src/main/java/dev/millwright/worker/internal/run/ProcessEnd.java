package dev.millwright.worker.internal.run;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Ends a child process with all its descendants. Stateless; any thread. */
final class ProcessEnd {
    private static final long POLITE_SECONDS = 1;

    private ProcessEnd() {}

    /** SIGTERM to the whole tree, and SIGKILL to what of it lives one second later. Blocks for that long at most. */
    static void destroy(Process process) {
        // The tree is read before anything dies: an orphan would no longer be found below its parent.
        List<ProcessHandle> tree = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        tree.forEach(ProcessHandle::destroy);
        try {
            CompletableFuture.allOf(tree.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
                    .get(POLITE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // Whatever is left gets no more time.
        }
        tree.stream().filter(ProcessHandle::isAlive).forEach(ProcessHandle::destroyForcibly);
    }
}
