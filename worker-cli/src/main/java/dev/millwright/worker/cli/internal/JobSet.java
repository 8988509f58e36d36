package dev.millwright.worker.cli.internal;

import dev.millwright.worker.Mutation.Target;
import java.util.Locale;

/** The sets as a user writes them, for messages and completion. */
enum JobSet {
    scheduled,
    retries,
    dead;

    Target target() {
        return Target.valueOf(name().toUpperCase(Locale.ROOT));
    }
}
