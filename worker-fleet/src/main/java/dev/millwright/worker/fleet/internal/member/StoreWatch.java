package dev.millwright.worker.fleet.internal.member;

import dev.millwright.worker.fleet.internal.common.FleetLog;
import dev.millwright.worker.fleet.internal.common.Unwrapped;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Whether the store answers; one line in the log when it goes and one when it is back. Any thread. */
final class StoreWatch {
    private final String group;
    private final AtomicReference<@Nullable String> away = new AtomicReference<>();

    StoreWatch(String group) {
        this.group = group;
    }

    void answered() {
        if (away.getAndSet(null) != null) {
            FleetLog.SAID.info("group " + group + ": the fleet's store is back");
        }
    }

    void failed(Throwable thrown) {
        // What a stage passes on is wrapped, with the class's name before the message.
        Throwable failure = Unwrapped.of(thrown);
        String why = failure.getMessage() == null ? failure.getClass().getName() : failure.getMessage();
        if (away.getAndSet(why) == null) {
            FleetLog.SAID.warn("group " + group + ": " + why + "; the worker goes on without it");
        }
    }

    Optional<String> away() {
        return Optional.ofNullable(away.get());
    }
}
