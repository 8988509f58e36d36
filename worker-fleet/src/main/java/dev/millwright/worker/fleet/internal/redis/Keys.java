package dev.millwright.worker.fleet.internal.redis;

/** The keys of one group. All have the same hash tag, so that a cluster keeps them together. Immutable; any thread. */
final class Keys {
    private final String prefix;

    Keys(String group) {
        this.prefix = "millwright:{" + group + "}:";
    }

    /** When each live worker's life ends, by wid. */
    String members() {
        return prefix + "members";
    }

    String worker(String wid) {
        return prefix + "worker:" + wid;
    }

    String jobs(String wid) {
        return prefix + "jobs:" + wid;
    }

    /** The version of the last change. */
    String version() {
        return prefix + "version";
    }

    /** The records of the operations, by id. */
    String operations() {
        return prefix + "operations";
    }

    /** What the workers have done for an operation, by wid. */
    String counts(String id) {
        return prefix + "counts:" + id;
    }

    /** What a script that changes operations is given. */
    String[] ofOperations() {
        return new String[] {
            version(), operations(), prefix + "operations:order", prefix + "operations:open", prefix + "operations:kept"
        };
    }

    /** Who holds a lease, until when, by which token. */
    String lease(String name) {
        return prefix + "lease:" + name;
    }

    /** The newest token of a lease. */
    String token(String name) {
        return prefix + "token:" + name;
    }

    /** The records of the paused queues. The one key that does not expire: nobody else knows what to resume. */
    String pauses() {
        return prefix + "pauses";
    }

    /** What is known of the jobtypes: facts, care, holds, orders, notices, and what there is one of. */
    String[] ofCare() {
        String care = prefix + "care";
        return new String[] {
            prefix + "facts", care, care + ":held", care + ":orders", care + ":notices", care + ":watch"
        };
    }

    /** The number of what a worker has last added to the facts. */
    String factsOf(String wid) {
        return prefix + "facts:" + wid;
    }

    /** Where hints are published. */
    String channel() {
        return prefix + "hint";
    }
}
